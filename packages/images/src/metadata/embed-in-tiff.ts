import { type ByteSource, byteSourceOf } from './byte-source.js'
import { describingTags } from './exif.js'
import type { Blocks, Splice } from './splice.js'
import { readTiffDirectory, readTiffHeader } from './tiff-directory.js'
import { readTiffTree, type TiffTree, writeTiffTree } from './tiff-tree.js'

const iptcTag = 0x83bb

/**
 * Appends a new copy of a TIFF's directory with the fields of EXIF and IPTC. The file has one page and is
 * little-endian.
 */
export async function embedInTiff(source: ByteSource, blocks: Blocks): Promise<Splice[]> {
  const header = await readTiffHeader(source)
  const directory = header && (await readTiffDirectory(source, header, header.first))
  if (!directory) return []
  const tree = new Map([...directory.fields, ...(await fieldsOf(blocks))])
  const start = source.size + (source.size % 2)
  const added = writeTiffTree(tree, start, header.big)
  const offset = header.big ? Buffer.alloc(8) : Buffer.alloc(4)
  if (header.big) offset.writeBigUInt64LE(BigInt(start))
  else offset.writeUInt32LE(start)
  return [
    { start: header.big ? 8 : 4, removed: offset.length, added: offset },
    { start: source.size, removed: 0, added: Buffer.concat([new Uint8Array(source.size % 2), added]) },
  ]
}

async function fieldsOf({ exif, iptc }: Blocks): Promise<TiffTree> {
  const block = byteSourceOf(exif ?? new Uint8Array(0))
  const header = await readTiffHeader(block)
  const fields = new Map(header && (await readTiffTree(block, header, header.first, { wanted: describingTags })))
  if (iptc) fields.set(iptcTag, { type: 7, count: iptc.length, value: iptc })
  return fields
}
