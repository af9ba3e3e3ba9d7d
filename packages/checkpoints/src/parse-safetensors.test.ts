import { DataError, Random } from '@dfpir/core'
import { parseSafetensors } from './parse-safetensors.js'
import { serializeSafetensors } from './serialize-safetensors.js'
import { float16ToEntry, float32ToEntry, type TensorEntry } from './tensor-entry.js'

/** A file with the given header text and data. */
function file(header: string, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(8 + text.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}

const entry = (begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype: unknown = 'F32') =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] })

test('tensors and metadata come out', () => {
  const { tensors, metadata } = parseSafetensors(file(`{"__metadata__":{"a":"b"},"x":${entry(0, 8, [2, 1])}}   `, 8))
  expect(metadata).toEqual({ a: 'b' })
  expect([...tensors]).toEqual([['x', { dtype: 'F32', shape: [2, 1], data: new Uint8Array(8) }]])
})

test('no tensors, scalars and empty tensors are fine', () => {
  expect(parseSafetensors(file('{}')).tensors.size).toBe(0)
  const { tensors } = parseSafetensors(file(`{"a":${entry(0, 4, [])},"b":${entry(4, 4, [3, 0])}}`, 4))
  expect(tensors.get('a')!.data.byteLength).toBe(4)
  expect(tensors.get('b')!.data.byteLength).toBe(0)
})

test('a file of over 100 MB, whose two offsets have a product beyond 2⁵³, is fine', () => {
  const [first, second] = [96_000_000, 96_000_008]
  const { tensors } = parseSafetensors(file(`{"a":${entry(0, first)},"b":${entry(first, second)}}`, second))
  expect([...tensors.values()].map(({ data }) => data.byteLength)).toEqual([first, 8])
})

const refused: [string, Uint8Array, string][] = [
  ['nothing', new Uint8Array(0), 'is empty'],
  ['a few bytes', new Uint8Array(5), 'too short'],
  ['a huge header', new Uint8Array(16).fill(255), 'its header would have 18446744073709551615 bytes'],
  ['a header of no bytes', new Uint8Array(16), 'its header would have 0 bytes'],
  ['a header cut off', file('{"a":{}}').subarray(0, 12), 'ends inside its header'],
  ['a header that is no JSON', file('{"a":'), 'not JSON'],
  ['a header that is no UTF-8', file('{"a":1}').fill(0xff, 9), 'not JSON'],
  ['a list', file('[]'), 'not a JSON object'],
  ['space before the header', file(' {}'), 'not a JSON object'],
  ['a tensor that is no object', file('{"a":"b"}'), '"a" is not an object'],
  ['metadata of numbers', file('{"__metadata__":{"a":1}}'), 'not a string'],
  ['an unknown dtype', file(`{"a":${entry(0, 4, [1], 'toString')}}`, 4), 'dtype "toString"'],
  ['a fractional size', file(`{"a":${entry(0, 4, [0.5])}}`, 4), 'not a list of sizes'],
  ['a negative size', file(`{"a":${entry(0, 4, [-1])}}`, 4), 'not a list of sizes'],
  ['a shape beyond counting', file(`{"a":${entry(0, 0, [2 ** 52, 2 ** 52, 0])}}`), 'not a list of sizes'],
  ['a shape that is text', file(`{"a":${entry(0, 4, '1')}}`, 4), 'not a list of sizes'],
  ['offsets missing', file('{"a":{"dtype":"F32","shape":[]}}', 4), 'not a pair of positions'],
  ['offsets of another length', file(`{"a":${entry(0, 8, [1])}}`, 8), '4 bytes, but its offsets are 0 to 8'],
  ['offsets the wrong way round', file(`{"a":${entry(4, 0, [1])}}`, 4), 'offsets are 4 to 0'],
  ['data cut off', file(`{"a":${entry(0, 8)}}`, 4), 'reaches to byte 8'],
  ['data left over', file(`{"a":${entry(0, 4)}}`, 8), '4 bytes after the last tensor'],
  ['overlapping tensors', file(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12), 'overlaps'],
  ['a gap', file(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12), 'leaves a gap'],
  ['a name twice', file(`{"a":${entry(0, 4)},"a":${entry(0, 4)}}`, 4), 'names a tensor twice'],
  ['a name twice, written differently', file(`{"a":${entry(0, 4)},"\\u0061":${entry(0, 4)}}`, 4), 'twice'],
]

test.each(refused)('%s is refused', (_, bytes, message) => {
  expect(() => parseSafetensors(bytes, 'x.safetensors')).toThrow(DataError)
  expect(() => parseSafetensors(bytes, 'x.safetensors')).toThrow(message)
})

test('names that JavaScript gives a meaning are plain names', () => {
  const names = ['__proto__', 'constructor', 'hasOwnProperty', 'say "{[" }]\\']
  const members = names.map((name, index) => `${JSON.stringify(name)}:${entry(index * 4, index * 4 + 4)}`)
  const header = `{"__metadata__":{"__proto__":"text"},${members.join(',')}}`
  const { tensors, metadata } = parseSafetensors(file(header, 16))
  expect([...tensors.keys()]).toEqual(names)
  expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype)
  expect(Object.entries(metadata)).toEqual([['__proto__', 'text']])
  expect({}).not.toHaveProperty('dtype')
})

test('a long name is shortened in messages', () => {
  const name = 'n'.repeat(10_000)
  expect(() => parseSafetensors(file(`{"${name}":3}`))).toThrow(/^.{0,200}$/)
})

test('damaged files give a DataError or a consistent result', () => {
  const weights = { shape: [3, 2], data: Float32Array.from({ length: 6 }, Math.sqrt) }
  const tensors = new Map<string, TensorEntry>([
    ['encoder.weight', float32ToEntry(weights)],
    ['encoder.half', float16ToEntry(weights)],
  ])
  const whole = serializeSafetensors(tensors, { format: 'pt' })
  const random = new Random(1)
  const outcomes = { refused: 0, read: 0 }
  for (let round = 0; round < 800; round++) {
    const damaged = mutate(whole, random)
    try {
      const parsed = parseSafetensors(damaged)
      const total = [...parsed.tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0)
      expect(total).toBeLessThanOrEqual(damaged.byteLength - 8)
      outcomes.read++
    } catch (error) {
      expect(error).toBeInstanceOf(DataError)
      outcomes.refused++
    }
  }
  expect(outcomes.refused).toBeGreaterThan(300)
  expect(outcomes.read).toBeGreaterThan(10)
})

function mutate(whole: Uint8Array, random: Random): Uint8Array {
  const bytes = whole.slice()
  const kind = random.integer(4)
  if (kind === 0) return bytes.subarray(0, random.integer(bytes.length))
  if (kind === 1)
    return Uint8Array.from([...bytes, ...Array.from({ length: 1 + random.integer(9) }, () => random.integer(256))])
  const changes = 1 + random.integer(3)
  for (let i = 0; i < changes; i++) bytes[random.integer(bytes.length)] = random.integer(256)
  if (kind === 3) bytes.copyWithin(random.integer(bytes.length), random.integer(bytes.length), bytes.length - 4)
  return bytes
}
