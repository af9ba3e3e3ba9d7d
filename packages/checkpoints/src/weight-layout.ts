import { DataError, type Float32Tensor } from '@dfpir/core'
import { shapeText } from './shape.js'

/**
 * The layouts of a weight:
 *
 * | kind | PyTorch | layers (TensorFlow) |
 * | --- | --- | --- |
 * | conv | [out, in, kh, kw] | [kh, kw, in, out] |
 * | depthwise | [channels, 1, kh, kw] | [kh, kw, channels, 1] |
 * | linear | [out, in] | [in, out] |
 * | plain | any | the same |
 */
export type WeightKind = 'conv' | 'depthwise' | 'linear' | 'plain'

/**
 * Converts a weight from PyTorch's layout to the layers'.
 *
 * @throws DataError when its shape is none of that kind.
 */
export function toLayerLayout(kind: WeightKind, { shape, data }: Float32Tensor): Float32Tensor {
  const layerShape = toLayerShape(kind, shape)
  if (kind === 'plain') return { shape, data }
  const inner = kind === 'conv' ? shape[1] : 1
  return { shape: layerShape, data: swapOuterAxes(data, shape[0], inner) }
}

/**
 * Converts a weight from the layers' layout to PyTorch's.
 *
 * @throws DataError when its shape is none of that kind.
 */
export function toTorchLayout(kind: WeightKind, { shape, data }: Float32Tensor): Float32Tensor {
  const torchShape = toTorchShape(kind, shape)
  if (kind === 'plain') return { shape, data }
  const inner = kind === 'conv' ? shape[2] : 1
  const outer = kind === 'linear' ? shape[0] : shape[0] * shape[1]
  return { shape: torchShape, data: swapOuterAxes(data, outer, inner) }
}

/** The shape in the layers' layout of a weight that has `shape` in PyTorch's. */
export function toLayerShape(kind: WeightKind, shape: readonly number[]): readonly number[] {
  const [a, b, c, d] = shape
  if (kind === 'plain') return shape
  if (kind === 'linear' && shape.length === 2) return [b, a]
  if (kind === 'conv' && shape.length === 4) return [c, d, b, a]
  if (kind === 'depthwise' && shape.length === 4 && b === 1) return [c, d, a, b]
  throw shapeError(kind, shape, { linear: '[out, in]', conv: '[out, in, kh, kw]', depthwise: '[channels, 1, kh, kw]' })
}

/** The shape in PyTorch's layout of a weight that has `shape` in the layers'. */
export function toTorchShape(kind: WeightKind, shape: readonly number[]): readonly number[] {
  const [a, b, c, d] = shape
  if (kind === 'plain') return shape
  if (kind === 'linear' && shape.length === 2) return [b, a]
  if (kind === 'conv' && shape.length === 4) return [d, c, a, b]
  if (kind === 'depthwise' && shape.length === 4 && d === 1) return [c, d, a, b]
  throw shapeError(kind, shape, { linear: '[in, out]', conv: '[kh, kw, in, out]', depthwise: '[kh, kw, channels, 1]' })
}

type Layouts = Record<Exclude<WeightKind, 'plain'>, string>

function shapeError(kind: keyof Layouts, shape: readonly number[], layouts: Layouts): DataError {
  return new DataError(`a ${kind} weight must have the shape ${layouts[kind]}, got ${shapeText(shape)}`)
}

/** [outer, inner, rest] → [rest, inner, outer]: kernels' positions count as one axis. */
function swapOuterAxes(data: Float32Array, outer: number, inner: number): Float32Array {
  const rest = outer * inner === 0 ? 0 : data.length / (outer * inner)
  const result = new Float32Array(data.length)
  let source = 0
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      for (let r = 0; r < rest; r++) result[(r * inner + i) * outer + o] = data[source++]
    }
  }
  return result
}
