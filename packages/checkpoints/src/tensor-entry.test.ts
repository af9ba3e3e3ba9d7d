import { UsageError } from '@dfpir/core'
import type { Dtype } from './dtype.js'
import { entryToFloat32, entryToFloat64, float16ToEntry, float32ToEntry } from './tensor-entry.js'

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

const cases: [Dtype, ArrayBufferView, number[]][] = [
  ['BOOL', Uint8Array.of(0, 1, 255), [0, 1, 1]],
  ['U8', Uint8Array.of(0, 200), [0, 200]],
  ['I8', Int8Array.of(-128, 127), [-128, 127]],
  ['U16', Uint16Array.of(65_535), [65_535]],
  ['I16', Int16Array.of(-2), [-2]],
  ['U32', Uint32Array.of(4_000_000_000), [4_000_000_000]],
  ['I32', Int32Array.of(-7, 9), [-7, 9]],
  ['U64', BigUint64Array.of(2n ** 40n), [2 ** 40]],
  ['I64', BigInt64Array.of(-3n), [-3]],
  ['F16', Uint16Array.of(0x3800), [0.5]],
  ['BF16', Uint16Array.of(0x3f80), [1]],
  ['F32', Float32Array.of(0.25, -1), [0.25, -1]],
  ['F64', Float64Array.of(0.5), [0.5]],
]

test.each(cases)('%s is widened', (dtype, array, expected) => {
  const entry = { dtype, shape: [expected.length], data: bytesOf(array) }
  expect([...entryToFloat32(entry).data]).toEqual(expected)
  expect([...entryToFloat64(entry)]).toEqual(expected)
})

test.each(cases)('%s is read from any byte offset', (dtype, array, expected) => {
  const bytes = bytesOf(array)
  const shifted = new Uint8Array(bytes.length + 1)
  shifted.set(bytes, 1)
  expect([...entryToFloat32({ dtype, shape: [expected.length], data: shifted.subarray(1) }).data]).toEqual(expected)
})

test('bytes of a Node buffer are read from any offset too', () => {
  const data = Buffer.concat([Buffer.of(9), bytesOf(Float32Array.of(1.5))]).subarray(1)
  expect([...entryToFloat32({ dtype: 'F32', shape: [], data }).data]).toEqual([1.5])
})

test('float64 keeps what float32 rounds', () => {
  const entry = { dtype: 'F64', shape: [], data: bytesOf(Float64Array.of(0.1)) } as const
  expect(entryToFloat64(entry)[0]).toBe(0.1)
  expect(entryToFloat32(entry).data[0]).toBe(Math.fround(0.1))
})

test('float32 shares memory and float16 halves it', () => {
  const tensor = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 65_536) }
  const entry = float32ToEntry(tensor)
  expect(entryToFloat32(entry).data.buffer).toBe(tensor.data.buffer)
  expect(float16ToEntry(tensor)).toMatchObject({ dtype: 'F16', shape: [2, 2] })
  expect(float16ToEntry(tensor).data.byteLength).toBe(8)
  expect([...entryToFloat32(float16ToEntry(tensor)).data]).toEqual([1, 2, 3, Number.POSITIVE_INFINITY])
})

test('bytes that do not fit the shape are refused', () => {
  const entry = { dtype: 'F32', shape: [2, 3], data: new Uint8Array(20) } as const
  expect(() => entryToFloat32(entry)).toThrow(UsageError)
  expect(() => entryToFloat32(entry)).toThrow('F32 [2, 3] needs 24 bytes, but got 20 bytes')
})
