import type { KernelTable } from '../trace/kernel.js'
import { shapeOf, typeOf } from '../values.js'
import { poolingWindow } from './windows.js'

/** Maxima and means over windows of [B, H, W, C] features. Means leave padding out. */
export const pooling: KernelTable = {
  MaxPool: call => {
    const { attrs, shape, window } = poolingWindow(call, shapeOf(call.input('x')))
    return call.record('MaxPool', [call.input('x')], { window, ...attrs }, { shape, dtype: 'float32' })
  },
  AvgPool: call => {
    const { attrs, shape, window } = poolingWindow(call, shapeOf(call.input('x')))
    return call.record('AvgPool', [call.input('x')], { window, ...attrs }, { shape, dtype: 'float32' })
  },
  MaxPoolGrad: call => {
    const [dy, x, y] = [call.input('dy'), call.input('input'), call.input('output')]
    const { attrs, window } = poolingWindow(call, shapeOf(x))
    return call.record('MaxPoolGrad', [dy, x, y], { window, ...attrs }, typeOf(x))
  },
  AvgPoolGrad: call => {
    const [dy, x] = [call.input('dy'), call.input('input')]
    const { attrs, window } = poolingWindow(call, shapeOf(x))
    return call.record('AvgPoolGrad', [dy], { window, ...attrs, inputShape: shapeOf(x) }, typeOf(x))
  },
}
