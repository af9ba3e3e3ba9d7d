import { type ByteSource, byteSourceOf, latin1, viewOf } from './byte-source.js'
import type { Blocks, Splice } from './splice.js'

/** A box of ISO/IEC 14496-12: the start and end of its content. */
interface Box {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** Replaces the EXIF of an AVIF: appends it in a new box and points the item's location (`iloc`) there. */
export async function embedInAvif(source: ByteSource, { exif }: Blocks): Promise<Splice[]> {
  const meta = (await boxesIn(source, 0, source.size)).find(({ type }) => type === 'meta')
  if (!meta || !exif) return []
  const boxes = await boxesIn(source, meta.start + 4, meta.end)
  const content = async (wanted: string) => {
    const box = boxes.find(({ type }) => type === wanted)
    return { start: box?.start ?? 0, bytes: box ? await source.read(box.start, box.end - box.start) : new Uint8Array() }
  }
  const item = await exifItem((await content('iinf')).bytes)
  const locations = await content('iloc')
  const entry = item === undefined ? undefined : findLocation(locations.bytes, item)
  if (!entry) return []
  const box = Buffer.concat([Buffer.from('\0\0\0\0mdat\0\0\0\0', 'latin1'), exif]) // the offset of the TIFF header: 0
  box.writeUInt32BE(box.length)
  const location = Buffer.alloc(8)
  location.writeUInt32BE(source.size + 8 - entry.base)
  location.writeUInt32BE(box.length - 8, 4)
  return [
    { start: locations.start + entry.at, removed: 8, added: location },
    { start: source.size, removed: 0, added: box },
  ]
}

async function boxesIn(source: ByteSource, start: number, end: number): Promise<Box[]> {
  const boxes: Box[] = []
  for (let at = start; at + 8 <= end; ) {
    const view = viewOf(await source.read(at, 16))
    const size = view.getUint32(0)
    const long = size === 1
    const next = size === 0 ? end : at + (long ? Number(view.getBigUint64(8)) : size)
    if (next < at + 8 || next > end) break
    const type = latin1(new Uint8Array(view.buffer, view.byteOffset + 4, 4))
    boxes.push({ type, start: at + (long ? 16 : 8), end: next })
    at = next
  }
  return boxes
}

/** The id of the EXIF item, from `iinf` with entries of version 2 (8.11.6). */
async function exifItem(iinf: Uint8Array): Promise<number | undefined> {
  const entries = await boxesIn(byteSourceOf(iinf), iinf[0] === 0 ? 6 : 8, iinf.length)
  const entry = entries.find(({ start }) => latin1(iinf.subarray(start + 8, start + 12)) === 'Exif')
  return entry && viewOf(iinf).getUint16(entry.start + 4)
}

/** Finds the offset and length, 4 bytes each, of an item with one extent in `iloc` (8.11.3). */
function findLocation(iloc: Uint8Array, item: number): { at: number; base: number } | undefined {
  const view = viewOf(iloc)
  const version = iloc[0]
  const sizes = iloc.length > 8 ? view.getUint16(4) : 0
  const baseSize = (sizes >> 4) & 15
  if (sizes >> 8 !== 0x44 || version > 1 || (baseSize !== 0 && baseSize !== 4)) return undefined
  const before = version === 1 ? 4 : 2 // id, construction method
  const entrySize = before + 2 + baseSize + 2
  for (let at = 8; at + entrySize + 8 <= iloc.length; ) {
    const extents = view.getUint16(at + entrySize - 2)
    const base = baseSize === 4 ? view.getUint32(at + before + 2) : 0
    if (view.getUint16(at) === item) return extents === 1 ? { at: at + entrySize, base } : undefined
    at += entrySize + 8 * extents
  }
  return undefined
}
