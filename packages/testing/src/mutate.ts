/** Creates a generator of random numbers in [0, 1) from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Mutation = (bytes: Buffer, at: number, pick: (below: number) => number) => Buffer

/** Bytes that are often significant to a reader: ends of ranges, braces, digits, pickle instructions. */
const telling = Buffer.from('\0\x01\x7f\x80\xff\xfe{}[]()"09-.,:PKcRbtuseaqhQXN\x81\x93\x8a\x8b\x8d\x94\x95', 'latin1')
const sizes = [0, 1, -1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 53, 255, 65_535, 1e6]

const mutations: readonly Mutation[] = [
  (bytes, at, pick) => withByte(bytes, at, bytes[at] ^ (1 << pick(8))),
  (bytes, at, pick) => withByte(bytes, at, telling[pick(telling.length)]),
  (bytes, at, pick) => withByte(bytes, at, pick(256)),
  (bytes, at, pick) => withNumber(bytes, at, sizes[pick(sizes.length)], [2, 4, 8][pick(3)]),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, pick) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(16))]),
  (bytes, at, pick) => Buffer.concat([bytes.subarray(0, at), telling.subarray(pick(30)), bytes.subarray(at)]),
  (bytes, at, pick) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at - pick(Math.min(at, 200) + 1))]),
]

function withByte(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = value
  return copy
}

function withNumber(bytes: Buffer, at: number, value: number, size: number): Buffer {
  const copy = Buffer.from(bytes)
  for (let i = 0; i < size && at + i < copy.length; i++) copy[at + i] = Number((BigInt(value) >> BigInt(8 * i)) & 0xffn)
  return copy
}

/** Returns the bytes with one to four changes, determined by the seed. Half of them are near the beginning or the end. */
export function mutate(original: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(seed)
  const pick = (below: number) => Math.floor(random() * below)
  const place = (length: number) => {
    const near = Math.min(length, 1024)
    const where = random()
    if (where < 0.5) return pick(length)
    return where < 0.75 ? pick(near) : length - 1 - pick(near)
  }
  let bytes: Buffer = Buffer.from(original)
  for (let count = 1 + pick(4); count > 0 && bytes.length > 0; count--) {
    bytes = mutations[pick(mutations.length)](bytes, place(bytes.length), pick)
  }
  return bytes
}
