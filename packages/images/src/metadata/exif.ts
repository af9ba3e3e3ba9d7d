import { type ByteSource, byteSourceOf, latin1, viewOf } from './byte-source.js'
import { numberOf, readTiffDirectory, readTiffHeader, type TiffField } from './tiff-directory.js'
import { readTiffTree, writeTiffTree } from './tiff-tree.js'

/** Pixels per inch or centimetre; every TIFF has them. */
const resolutionTags: readonly number[] = [0x011a, 0x011b, 0x0128]

/** The tags of a TIFF's first directory that describe the picture rather than its storage. EXIF uses the same tags. */
export const describingTags: ReadonlySet<number> = new Set([
  ...[0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x8298], // description, camera, software, time, people
  ...resolutionTags,
  ...[0x4746, 0x4749, 0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f], // what Windows adds
  ...[0x8769, 0x8825], // the EXIF and GPS directories
])

/**
 * Adapts EXIF to the upright picture: orientation 1, the picture's own width and height, no thumbnail (it would show
 * the old picture). Everything else keeps its bytes and offsets, which maker notes rely on.
 *
 * @returns undefined if the block is not EXIF
 */
export async function uprightExif(
  block: Uint8Array,
  { width, height }: { width: number; height: number },
): Promise<Uint8Array | undefined> {
  const exif = Uint8Array.from(latin1(block.subarray(0, 6)) === 'Exif\0\0' ? block.subarray(6) : block)
  const source = byteSourceOf(exif)
  const header = await readTiffHeader(source)
  const first = header && !header.big && (await readTiffDirectory(source, header, header.first))
  if (!first) return undefined
  const view = viewOf(exif)
  const put = (field: TiffField | undefined, value: number) => {
    if (field?.type === 3) view.setUint16(field.start + 8, value, header.littleEndian)
    if (field?.type === 4) view.setUint32(field.start + 8, value, header.littleEndian)
  }
  const pointer = first.fields.get(0x8769)
  const second = pointer && (await readTiffDirectory(source, header, numberOf(pointer)))
  put(first.fields.get(0x0112), 1)
  for (const field of [first.fields.get(0x0100), second?.fields.get(0xa002)]) put(field, width)
  for (const field of [first.fields.get(0x0101), second?.fields.get(0xa003)]) put(field, height)
  if (first.next === 0) return exif
  const thumbnail = await readTiffDirectory(source, header, first.next)
  view.setUint32(first.nextStart, 0)
  return withoutThumbnail(exif, thumbnail?.fields)
}

/** Blanks the thumbnail, and cuts it off if it is at the end of the block. */
function withoutThumbnail(exif: Uint8Array, fields?: ReadonlyMap<number, TiffField>): Uint8Array {
  const [offset, length] = [fields?.get(0x0201), fields?.get(0x0202)]
  const start = offset ? numberOf(offset) : Number.NaN
  const end = start + (length ? numberOf(length) : Number.NaN)
  if (!(start >= 8 && end <= exif.length && latin1(exif.subarray(start, start + 2)) === '\xff\xd8')) return exif
  if (end >= exif.length - 1) return exif.subarray(0, start)
  exif.fill(0, start, end)
  return exif
}

/** Builds an EXIF block from the metadata of a TIFF file; undefined if it has none. */
export async function exifOfTiff(source: ByteSource): Promise<Uint8Array | undefined> {
  const header = await readTiffHeader(source)
  const tree = header && (await readTiffTree(source, header, header.first, { wanted: describingTags }))
  if (!tree || [...tree.keys()].every(tag => resolutionTags.includes(tag))) return undefined
  return Buffer.concat([Buffer.from('II*\0\b\0\0\0', 'latin1'), writeTiffTree(tree, 8)])
}
