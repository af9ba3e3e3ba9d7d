import { type Float32Tensor, UsageError } from '@dfpir/core'
import { type Dtype, dtypeSizes } from './dtype.js'
import { decodeBfloat16, decodeFloat16, encodeFloat16 } from './float16.js'
import { elementCount, shapeText } from './shape.js'

/** A tensor as a file stores it: row-major, little-endian bytes. */
export interface TensorEntry {
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly data: Uint8Array
}

/**
 * Converts a tensor to float32: F16 and BF16 exactly, F64 and wide integers rounded to nearest, BOOL as 0 and 1. An F32
 * entry aligned to 4 bytes is not copied: the result shares its memory.
 *
 * @throws UsageError when the entry's bytes are not what its dtype and shape need.
 */
export function entryToFloat32(entry: TensorEntry): Float32Tensor {
  const values = entryValues(entry)
  return { shape: entry.shape, data: values instanceof Float32Array ? values : widen(values, Float32Array) }
}

/** Applies {@link entryToFloat32} to each tensor. */
export function toStateDict(entries: Iterable<readonly [string, TensorEntry]>): Map<string, Float32Tensor> {
  return new Map([...entries].map(([name, entry]) => [name, entryToFloat32(entry)]))
}

/**
 * Converts a tensor's elements to float64, in row-major order: exact for every dtype except for integers beyond 2⁵³.
 *
 * @throws UsageError when the entry's bytes are not what its dtype and shape need.
 */
export function entryToFloat64(entry: TensorEntry): Float64Array {
  const values = entryValues(entry)
  return values instanceof Float64Array ? values : widen(values, Float64Array)
}

/** Wraps a tensor as an F32 entry that shares its memory. */
export function float32ToEntry({ shape, data }: Float32Tensor): TensorEntry {
  return { dtype: 'F32', shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

/**
 * Converts a tensor to an F16 entry: half the bytes, rounded to nearest with ties to even, beyond ±65504 to infinity.
 */
export function float16ToEntry({ shape, data }: Float32Tensor): TensorEntry {
  return { dtype: 'F16', shape, data: new Uint8Array(encodeFloat16(data).buffer) }
}

/** @throws UsageError when the entry's bytes are not what its dtype and shape need. */
export function checkEntry({ dtype, shape, data }: TensorEntry, name = 'the tensor'): void {
  const count = elementCount(shape)
  if (count !== undefined && count * dtypeSizes[dtype] === data.byteLength) return
  const needed = count === undefined ? 'a shape of whole numbers' : `${count * dtypeSizes[dtype]} bytes`
  throw new UsageError(`${name}: ${dtype} ${shapeText(shape)} needs ${needed}, but got ${data.byteLength} bytes`)
}

type IntegerArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array
type EntryValues = IntegerArray | BigUint64Array | BigInt64Array | Float32Array | Float64Array

const arrays: Record<Dtype, new (buffer: ArrayBufferLike, offset: number, length: number) => EntryValues> = {
  BOOL: Uint8Array,
  U8: Uint8Array,
  I8: Int8Array,
  U16: Uint16Array,
  I16: Int16Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  U32: Uint32Array,
  I32: Int32Array,
  F32: Float32Array,
  U64: BigUint64Array,
  I64: BigInt64Array,
  F64: Float64Array,
}

function entryValues(entry: TensorEntry): EntryValues {
  checkEntry(entry)
  const { dtype, data } = entry
  const { buffer, byteOffset } = data.byteOffset % dtypeSizes[dtype] === 0 ? data : new Uint8Array(data)
  const values = new arrays[dtype](buffer, byteOffset, data.byteLength / dtypeSizes[dtype])
  if (dtype === 'F16' && values instanceof Uint16Array) return decodeFloat16(values)
  if (dtype === 'BF16' && values instanceof Uint16Array) return decodeBfloat16(values)
  if (dtype === 'BOOL' && values instanceof Uint8Array) return Uint8Array.from(values, value => (value ? 1 : 0))
  return values
}

function widen<T extends Float32Array | Float64Array>(values: EntryValues, array: new (length: number) => T): T {
  const result = new array(values.length)
  for (let i = 0; i < values.length; i++) result[i] = Number(values[i])
  return result
}
