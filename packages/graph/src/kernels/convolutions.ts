import { sameShape, UsageError } from '@dfpir/core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf } from '../values.js'
import { convolutionWindow } from './windows.js'

/** Convolutions of [B, H, W, C] features by [h, w, in, out] (depthwise: [h, w, in, multiplier]) filters. */
export const convolutions = {
  Conv2D: call => forward(call, 'Conv2D'),
  Conv2DBackpropInput: call => inputGradient(call, 'Conv2DBackpropInput'),
  Conv2DBackpropFilter: call => filterGradient(call, 'Conv2DBackpropFilter'),
  DepthwiseConv2dNative: call => forward(call, 'DepthwiseConv2dNative'),
  DepthwiseConv2dNativeBackpropInput: call => inputGradient(call, 'DepthwiseConv2dNativeBackpropInput'),
  DepthwiseConv2dNativeBackpropFilter: call => filterGradient(call, 'DepthwiseConv2dNativeBackpropFilter'),
} satisfies KernelTable

type Forward = 'Conv2D' | 'DepthwiseConv2dNative'

function forward(call: KernelCall, op: Forward): GraphValue {
  const [x, filter] = [call.input('x'), call.input('filter')]
  const { attrs, shape } = convolutionWindow(call, shapeOf(x), shapeOf(filter), op === 'DepthwiseConv2dNative')
  const [channels, expected] = [shapeOf(x)[3], shapeOf(filter)[2]]
  if (channels !== expected)
    throw new UsageError(`${call.name}: the filter expects ${expected} channels, got ${channels}`)
  return call.record(op, [x, filter], attrs, { shape, dtype: 'float32' })
}

function inputGradient(call: KernelCall, op: `${Forward}BackpropInput`): GraphValue {
  const [dy, filter] = [call.input('dy'), call.input('filter')]
  const inputShape = call.attrs.numbers('inputShape')
  const depthwise = op === 'DepthwiseConv2dNativeBackpropInput'
  const { attrs, shape } = convolutionWindow(call, inputShape, shapeOf(filter), depthwise)
  requireShape(call, dy, shape)
  return call.record(op, [dy, filter], { ...attrs, inputShape }, { shape: inputShape, dtype: 'float32' })
}

function filterGradient(call: KernelCall, op: `${Forward}BackpropFilter`): GraphValue {
  const [x, dy] = [call.input('x'), call.input('dy')]
  const filterShape = call.attrs.numbers('filterShape')
  const depthwise = op === 'DepthwiseConv2dNativeBackpropFilter'
  const { attrs, shape } = convolutionWindow(call, shapeOf(x), filterShape, depthwise)
  requireShape(call, dy, shape)
  return call.record(op, [x, dy], { ...attrs, filterShape }, { shape: filterShape, dtype: 'float32' })
}

function requireShape(call: KernelCall, dy: GraphValue, shape: readonly number[]): void {
  if (sameShape(shapeOf(dy), shape)) return
  throw new UsageError(`${call.name}: the gradient has shape [${shapeOf(dy)}], but the convolution returned [${shape}]`)
}
