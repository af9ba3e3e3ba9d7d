import type { ConstantValues } from '../ir.js'
import { sizeOf } from '../values.js'
import { equalNumbers, identityOrder } from './axis-order.js'

function empty(like: ConstantValues, length: number): ConstantValues {
  if (like instanceof Float32Array) return new Float32Array(length)
  return like instanceof Int32Array ? new Int32Array(length) : new Uint8Array(length)
}

function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis]
  }
  return strides
}

/** The elements of `transpose(tensor, perm)`; the same array if nothing moves. */
export function permuteValues(values: ConstantValues, shape: readonly number[], perm: readonly number[]) {
  if (equalNumbers(perm, identityOrder(perm.length))) return values
  const strides = rowMajorStrides(shape)
  const lengths = perm.map(axis => shape[axis])
  const steps = perm.map(axis => strides[axis])
  const index = new Array<number>(perm.length).fill(0)
  const result = empty(values, sizeOf(shape))
  for (let target = 0, source = 0; target < result.length; target++) {
    result[target] = values[source]
    for (let axis = perm.length - 1; axis >= 0; axis--) {
      source += steps[axis]
      if (++index[axis] < lengths[axis]) break
      source -= steps[axis] * lengths[axis]
      index[axis] = 0
    }
  }
  return result
}

/** The elements of a tensor with some axes turned round. */
export function reverseValues(values: ConstantValues, shape: readonly number[], axes: readonly number[]) {
  const strides = rowMajorStrides(shape)
  const result = empty(values, values.length)
  for (let source = 0; source < values.length; source++) {
    let target = source
    for (const axis of axes) {
      const index = Math.floor(source / strides[axis]) % shape[axis]
      target += (shape[axis] - 1 - 2 * index) * strides[axis]
    }
    result[target] = values[source]
  }
  return result
}

/** The elements of a tensor with zeros behind them along an axis. */
export function padValues(values: ConstantValues, shape: readonly number[], axis: number, length: number) {
  const row = sizeOf(shape.slice(axis))
  const paddedRow = (row / shape[axis]) * length
  const result = empty(values, (values.length / row) * paddedRow)
  for (let from = 0, to = 0; from < values.length; from += row, to += paddedRow) {
    result.set(values.subarray(from, from + row), to)
  }
  return result
}

/** The little-endian bytes of an array, without a copy. */
export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
