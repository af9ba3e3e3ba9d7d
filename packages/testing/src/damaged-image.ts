import { crc32 } from 'node:zlib'
import { seededRandom } from './mutate.js'

/** A damaged image file and its damage. */
export interface DamagedImage {
  /** A file name, possibly with a wrong extension. */
  readonly name: string
  readonly damage: string
  readonly bytes: Uint8Array
}

/** Intact files with the extensions of their formats. */
export type ImageSamples = readonly (readonly [extension: string, bytes: Uint8Array])[]

/** Picks a whole number from 0 to below another. */
type PickNumber = (below: number) => number
type DamageBytes = (bytes: Buffer, pick: PickNumber, samples: ImageSamples) => Buffer

const damages: Readonly<Record<string, DamageBytes>> = {
  'cut off': (bytes, pick) => bytes.subarray(0, pick(bytes.length)),
  'flipped bits': (bytes, pick) => {
    for (let i = 1 + pick(20); i > 0; i--) bytes[pick(bytes.length)] ^= 1 << pick(8)
    return bytes
  },
  'flipped bits in the head': (bytes, pick) => {
    for (let i = 1 + pick(4); i > 0; i--) bytes[pick(256) % bytes.length] ^= 1 << pick(8)
    return bytes
  },
  'wrong extension': bytes => bytes,
  'huge size': declareSize,
  'zero bytes': (bytes, pick) => {
    const start = pick(bytes.length)
    return pick(3) === 0 ? Buffer.alloc(pick(2000)) : bytes.fill(0, start, Math.min(start + 300, bytes.length))
  },
  'garbage head': (bytes, pick) => Buffer.concat([garbage(4 + pick(60), pick), bytes.subarray(64)]),
  'garbage inside': (bytes, pick) => {
    const at = pick(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), garbage(1 + pick(200), pick), bytes.subarray(at)])
  },
  'garbage alone': (_, pick) => garbage(pick(5000), pick),
  'garbage behind': (bytes, pick) => Buffer.concat([bytes, garbage(pick(3000), pick)]),
  'head of another': (bytes, pick, samples) => {
    const other = samples[pick(samples.length)][1]
    const length = 4 + pick(200)
    return Buffer.concat([other.subarray(0, length), bytes.subarray(length)])
  },
  'a piece missing': (bytes, pick) => {
    const at = pick(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + pick(100))])
  },
}

/** Returns file `index` in a series of damaged files, in which each damage is applied to each sample in turn. */
export function damagedImage(samples: ImageSamples, index: number, seed = 1): DamagedImage {
  const random = seededRandom(seed * 1_000_003 + index)
  const pick = (below: number) => Math.floor(random() * below)
  const kinds = Object.keys(damages)
  const damage = kinds[index % kinds.length]
  const [extension, bytes] = samples[Math.floor(index / kinds.length) % samples.length]
  const wrong = samples[pick(samples.length)][0]
  const name = `${index}.${damage === 'wrong extension' ? wrong : extension}`
  return { name, damage: `${extension}, ${damage}`, bytes: damages[damage](Buffer.from(bytes), pick, samples) }
}

function garbage(length: number, pick: PickNumber): Buffer {
  return Buffer.from(Array.from({ length }, () => pick(256)))
}

/** Makes the file declare a far larger size than it has: a bomb, or nonsense. */
function declareSize(bytes: Buffer, pick: PickNumber): Buffer {
  const size = [6000, 30_000, 65_500, 2 ** 31 - 1][pick(4)]
  const width = bytes.indexOf('ispe') // AVIF
  if (bytes[0] === 0x89) {
    bytes.writeUInt32BE(size, 16)
    bytes.writeUInt32BE(size, 20)
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
  } else if (bytes[0] === 0xff) declareJpegSize(bytes, Math.min(size, 65_535))
  else if (width > 0) bytes.fill(uint32(size), width + 8, width + 16)
  else if (bytes[0] === 0x49) declareTiffSize(bytes, size)
  else bytes.writeUIntLE(0x3f_ff, 26, 2) // WebP: a width of 14 bits
  return bytes
}

function declareJpegSize(bytes: Buffer, size: number): void {
  const frame = Math.max(bytes.indexOf('\xff\xc0', 0, 'latin1'), bytes.indexOf('\xff\xc2', 0, 'latin1'))
  if (frame < 0) return
  bytes.writeUInt16BE(size, frame + 5)
  bytes.writeUInt16BE(size, frame + 7)
}

function declareTiffSize(bytes: Buffer, size: number): void {
  const directory = bytes.readUInt32LE(4)
  for (let at = directory + 2; at < directory + 26 && at + 12 <= bytes.length; at += 12) {
    if (bytes.readUInt16LE(at) > 0x0101) continue
    bytes.writeUInt16LE(4, at + 2)
    bytes.writeUInt32LE(size, at + 8)
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
