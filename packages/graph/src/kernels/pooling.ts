import type { GraphValue } from '../ir.js'
import type { Pooling } from '../operations/attributes.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, typeOf } from '../values.js'
import { poolingWindow, type WindowInfo } from './windows.js'

/**
 * Maxima and means over windows of [B, H, W, C] features. Means ignore padding. Padding other than `same` and `valid` is
 * recorded as separate operations.
 */
export const pooling = {
  MaxPool: call => {
    const pool = prepare(call, call.input('x'), Number.NEGATIVE_INFINITY)
    return call.record('MaxPool', [pool.x], pool.attrs, { shape: pool.info.shape, dtype: 'float32' })
  },
  AvgPool: call => {
    const pool = prepare(call, call.input('x'), 0)
    const mean = call.record('AvgPool', [pool.x], pool.attrs, { shape: pool.info.shape, dtype: 'float32' })
    return withoutPadding(call, mean, pool)
  },
  MaxPoolGrad: call => {
    const pool = prepare(call, call.input('input'), Number.NEGATIVE_INFINITY)
    const inputs = [call.input('dy'), pool.x, call.input('output')]
    return crop(call, call.record('MaxPoolGrad', inputs, pool.attrs, typeOf(pool.x)), pool)
  },
  AvgPoolGrad: call => {
    const pool = prepare(call, call.input('input'), 0)
    const attrs = { ...pool.attrs, inputShape: shapeOf(pool.x) }
    const dy = withoutPadding(call, call.input('dy'), pool)
    return crop(call, call.record('AvgPoolGrad', [dy], attrs, typeOf(pool.x)), pool)
  },
} satisfies KernelTable

/** A pooling whose explicit padding has been added to the input. */
interface Pool {
  readonly x: GraphValue
  readonly attrs: Pooling
  readonly info: WindowInfo
  readonly inputShape: readonly number[]
}

function prepare(call: KernelCall, input: GraphValue, filling: number): Pool {
  const inputShape = shapeOf(input)
  const info = poolingWindow(call, inputShape)
  const { window, attrs } = info
  const { padding } = attrs
  if (padding !== 'explicit') return { x: input, attrs: { window, ...attrs, padding }, info, inputShape }
  const [top, bottom, left, right] = attrs.pads
  const paddings = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ] // [B, H, W, C]
  const x = call.run('PadV2', { x: input }, { paddings, constantValue: filling })
  return { x, attrs: { window, ...attrs, padding: 'valid', pads: [0, 0, 0, 0] }, info, inputShape }
}

/** Scales means over whole windows to means without padding. */
function withoutPadding(call: KernelCall, value: GraphValue, { info, inputShape }: Pool): GraphValue {
  if (info.attrs.padding !== 'explicit') return value
  const [, height, width] = info.shape
  const rows = coverage(inputShape[1], height, info.window[0], info.attrs.strides[0], info.attrs.pads[0])
  const columns = coverage(inputShape[2], width, info.window[1], info.attrs.strides[1], info.attrs.pads[2])
  const factors = Float32Array.from(rows.flatMap(row => columns.map(column => row * column)))
  return call.run('Multiply', {
    a: value,
    b: call.graph.constant(factors, { shape: [height, width, 1], dtype: 'float32' }),
  })
}

/** Returns the window's size divided by the number of positions inside the input, along one axis. */
export function coverage(length: number, outputs: number, window: number, stride: number, before: number): number[] {
  return Array.from({ length: outputs }, (_, index) => {
    const start = index * stride - before
    return window / (Math.min(start + window, length) - Math.max(start, 0))
  })
}

function crop(call: KernelCall, x: GraphValue, { info, inputShape }: Pool): GraphValue {
  if (info.attrs.padding !== 'explicit') return x
  const [top, , left] = info.attrs.pads
  return call.run('Slice', { x }, { begin: [0, top, left, 0], size: [...inputShape] })
}
