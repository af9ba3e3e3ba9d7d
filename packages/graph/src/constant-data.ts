import type { ConstantValues } from './ir.js'
import { sizeOf } from './values.js'

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

/** Returns the elements of `transpose(tensor, perm)`, or the same array if nothing moves. */
export function permuteValues(values: ConstantValues, shape: readonly number[], perm: readonly number[]) {
  const long = perm.filter(axis => shape[axis] !== 1)
  if (long.every((axis, at) => at === 0 || axis > long[at - 1])) return values
  const strides = rowMajorStrides(shape)
  const lengths = long.map(axis => shape[axis])
  const steps = long.map(axis => strides[axis])
  const result = empty(values, values.length)
  const inner = lengths.length - 1
  for (let target = 0; target < result.length; target += lengths[inner]) {
    let source = 0
    for (let axis = inner - 1, row = target / lengths[inner]; axis >= 0; axis--) {
      source += (row % lengths[axis]) * steps[axis]
      row = Math.floor(row / lengths[axis])
    }
    copyStrided(values, source, steps[inner], result, target, lengths[inner])
  }
  return result
}

function copyStrided(
  from: ConstantValues,
  source: number,
  step: number,
  to: ConstantValues,
  target: number,
  count: number,
) {
  for (let i = 0; i < count; i++) to[target + i] = from[source + i * step]
}

/** Returns the elements of a tensor with some axes reversed. */
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

/** Returns the elements of a tensor with zeros appended along an axis. */
export function padValues(values: ConstantValues, shape: readonly number[], axis: number, length: number) {
  const row = sizeOf(shape.slice(axis))
  const paddedRow = (row / shape[axis]) * length
  const result = empty(values, (values.length / row) * paddedRow)
  for (let from = 0, to = 0; from < values.length; from += row, to += paddedRow) {
    result.set(values.subarray(from, from + row), to)
  }
  return result
}

/** Returns the little-endian bytes of an array without copying. */
export function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}
