import { type ByteSource, viewOf } from './byte-source.js'

/** A field of a TIFF directory: numbers of one type, as little-endian bytes (`II`). */
export interface TiffField {
  readonly type: number
  readonly count: number
  /** Little-endian. */
  readonly value: Uint8Array
  /** The offset of its 12 bytes (20 in BigTIFF) in the source. */
  readonly start: number
}

/** The fields of a directory by tag, and the offset of the next directory (0 if there is none). */
export interface TiffDirectory {
  readonly fields: ReadonlyMap<number, TiffField>
  readonly next: number
  /** The position of the next directory's offset. */
  readonly nextStart: number
}

/** The number format of a TIFF structure and the offset of its first directory. */
export interface TiffHeader {
  readonly littleEndian: boolean
  /** BigTIFF, with offsets of 8 bytes. */
  readonly big: boolean
  readonly first: number
}

/** Bytes per number of each field type, and of the words that the byte order applies to (TIFF 6.0, page 15). */
const types: Readonly<Record<number, { size: number; word: number }>> = {
  1: { size: 1, word: 1 },
  2: { size: 1, word: 1 },
  3: { size: 2, word: 2 },
  4: { size: 4, word: 4 },
  5: { size: 8, word: 4 },
  6: { size: 1, word: 1 },
  7: { size: 1, word: 1 },
  8: { size: 2, word: 2 },
  9: { size: 4, word: 4 },
  10: { size: 8, word: 4 },
  11: { size: 4, word: 4 },
  12: { size: 8, word: 8 },
  13: { size: 4, word: 4 },
  16: { size: 8, word: 8 },
  17: { size: 8, word: 8 },
  18: { size: 8, word: 8 },
}

/** The limit for the bytes of all fields of a directory, because several fields may point at the same bytes. */
const roomForFields = 1 << 26

/** Reads the header of a TIFF file or an EXIF block; undefined if there is none. */
export async function readTiffHeader(source: ByteSource): Promise<TiffHeader | undefined> {
  const bytes = await source.read(0, 16)
  if (bytes.length < 8) return undefined
  const view = viewOf(bytes)
  const order = view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) return undefined
  const littleEndian = order === 0x4949
  const version = view.getUint16(2, littleEndian)
  if (version === 42) return { littleEndian, big: false, first: view.getUint32(4, littleEndian) }
  if (version !== 43 || bytes.length < 16) return undefined
  return { littleEndian, big: true, first: Number(view.getBigUint64(8, littleEndian)) }
}

/**
 * Reads the directory at an offset. Skips fields that are damaged, that exceed the limit, or whose tags are not
 * `wanted`. Without `wanted`, all tags are read.
 *
 * @returns undefined if there cannot be a directory
 */
export async function readTiffDirectory(
  source: ByteSource,
  header: TiffHeader,
  offset: number,
  wanted?: ReadonlySet<number>,
): Promise<TiffDirectory | undefined> {
  const { littleEndian, big } = header
  const [lead, size, last] = big ? [8, 20, 8] : [2, 12, 4]
  const head = await source.read(offset, lead)
  if (offset < 8 || head.length < lead) return undefined
  const count = big ? Number(viewOf(head).getBigUint64(0, littleEndian)) : viewOf(head).getUint16(0, littleEndian)
  if (count > 65_535) return undefined
  const bytes = await source.read(offset + lead, count * size + last)
  if (bytes.length < count * size) return undefined
  const view = viewOf(bytes)
  const fields = new Map<number, TiffField>()
  let room = roomForFields
  for (let at = 0; at < count * size; at += size) {
    const tag = view.getUint16(at, littleEndian)
    if (fields.has(tag) || (wanted && !wanted.has(tag))) continue
    const field = await readField(source, header, bytes.subarray(at, at + size), offset + lead + at, room)
    if (!field) continue
    room -= field.value.length
    fields.set(tag, field)
  }
  const next = bytes.length < count * size + last ? 0 : readOffset(view, count * size, header)
  return { fields, next, nextStart: offset + lead + count * size }
}

async function readField(
  source: ByteSource,
  header: TiffHeader,
  entry: Uint8Array,
  start: number,
  room: number,
): Promise<TiffField | undefined> {
  const view = viewOf(entry)
  const type = view.getUint16(2, header.littleEndian)
  const count = header.big ? Number(view.getBigUint64(4, header.littleEndian)) : view.getUint32(4, header.littleEndian)
  if (!(type in types)) return undefined
  const length = count * types[type].size
  if (length > room) return undefined
  const at = header.big ? 12 : 8
  const inside = length <= entry.length - at
  const raw = inside ? entry.slice(at, at + length) : await source.read(readOffset(view, at, header), length)
  if (raw.length < length) return undefined
  const value = header.littleEndian ? raw : swapBytes(raw, types[type].word)
  return { type, count, value, start }
}

function readOffset(view: DataView, at: number, { big, littleEndian }: TiffHeader): number {
  return big ? Number(view.getBigUint64(at, littleEndian)) : view.getUint32(at, littleEndian)
}

/** Reverses the bytes of each word. */
function swapBytes(bytes: Uint8Array, word: number): Uint8Array {
  return bytes.map((_, i) => bytes[i - (i % word) + word - 1 - (i % word)])
}

/** The first number of a field. */
export function numberOf({ type, value }: TiffField): number {
  const view = viewOf(value)
  if (type === 3 && value.length >= 2) return view.getUint16(0, true)
  if ((type === 4 || type === 13) && value.length >= 4) return view.getUint32(0, true)
  if ((type === 16 || type === 18) && value.length >= 8) return Number(view.getBigUint64(0, true))
  return Number.NaN
}
