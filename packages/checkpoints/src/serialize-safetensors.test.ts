import { UsageError } from '@dfpir/core'
import fc from 'fast-check'
import { type Dtype, dtypeSizes, dtypes } from './dtype.js'
import { parseSafetensors } from './parse-safetensors.js'
import { serializeSafetensors } from './serialize-safetensors.js'
import { float16ToEntry, float32ToEntry, type TensorEntry } from './tensor-entry.js'

const tensor = { shape: [3], data: Float32Array.of(1, 2, 3) }

test('the bytes are as the format says', () => {
  const bytes = serializeSafetensors(new Map([['a', float32ToEntry(tensor)]]))
  const text = new TextDecoder().decode(bytes.subarray(8, 64))
  expect(bytes.byteLength).toBe(8 + 56 + 12)
  expect([...bytes.subarray(0, 8)]).toEqual([56, 0, 0, 0, 0, 0, 0, 0])
  expect(text).toBe('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}} ')
})

test('order does not change the file, and wide elements stay aligned', () => {
  const entries: [string, TensorEntry][] = [
    ['a', float16ToEntry(tensor)],
    ['c', float32ToEntry(tensor)],
    ['b', float32ToEntry(tensor)],
  ]
  const bytes = serializeSafetensors(new Map(entries), { y: '1', x: '2' })
  expect(serializeSafetensors(new Map(entries.reverse()), { x: '2', y: '1' })).toEqual(bytes)
  const { tensors } = parseSafetensors(bytes)
  expect([...tensors.keys()]).toEqual(['b', 'c', 'a'])
  expect(tensors.get('c')!.data.byteOffset % 4).toBe(0)
})

test('inconsistent entries are refused', () => {
  const entry = { ...float32ToEntry(tensor), shape: [4] }
  expect(() => serializeSafetensors(new Map([['a', entry]]))).toThrow(UsageError)
  expect(() => serializeSafetensors(new Map([['a', entry]]))).toThrow('tensor "a": F32 [4] needs 16 bytes')
  expect(() => serializeSafetensors(new Map([['__metadata__', float32ToEntry(tensor)]]))).toThrow(UsageError)
})

const entries = fc
  .record({
    dtype: fc.constantFrom<Dtype[]>(...dtypes),
    shape: fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
    fill: fc.nat({ max: 255 }),
  })
  .map(({ dtype, shape, fill }): TensorEntry => {
    const count = shape.reduce((product, size) => product * size, 1)
    return { dtype, shape, data: new Uint8Array(count * dtypeSizes[dtype]).fill(fill) }
  })

const names = fc.string({ unit: 'binary', maxLength: 12 }).filter(name => name !== '__metadata__')

test('whatever is written is read again', () => {
  const tables = fc.array(fc.tuple(names, entries), { maxLength: 6 }).map(pairs => new Map(pairs))
  const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 })
  fc.assert(
    fc.property(tables, metadata, (tensors, texts) => {
      const parsed = parseSafetensors(serializeSafetensors(tensors, texts))
      expect(new Map(parsed.tensors)).toEqual(tensors)
      expect(Object.entries(parsed.metadata).sort()).toEqual(Object.entries(texts).sort())
    }),
  )
})
