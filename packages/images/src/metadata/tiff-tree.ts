import { type ByteSource, viewOf } from './byte-source.js'
import { numberOf, readTiffDirectory, type TiffField, type TiffHeader } from './tiff-directory.js'

/** A directory and the directories that its fields point to. */
export type TiffTree = ReadonlyMap<number, Pick<TiffField, 'type' | 'count' | 'value'> | TiffTree>

/** Tags whose value is the offset of another directory: EXIF, GPS and interoperability. */
const pointers: ReadonlySet<number> = new Set([0x8769, 0x8825, 0xa005])
const deepest = 2

/** Reads a directory and those below it. Skips damaged parts, and tags of the first directory that are not `wanted`. */
export async function readTiffTree(
  source: ByteSource,
  header: TiffHeader,
  offset = header.first,
  { wanted, depth = 0 }: { wanted?: ReadonlySet<number>; depth?: number } = {},
): Promise<TiffTree> {
  const directory = await readTiffDirectory(source, header, offset, wanted)
  const tree = new Map<number, TiffField | TiffTree>()
  for (const [tag, field] of directory?.fields ?? []) {
    if (!pointers.has(tag)) tree.set(tag, field)
    else if (depth < deepest) tree.set(tag, await readTiffTree(source, header, numberOf(field), { depth: depth + 1 }))
  }
  return tree
}

/** Writes a little-endian directory and those below it, to be placed at `offset`. `big` selects BigTIFF. */
export function writeTiffTree(tree: TiffTree, offset: number, big = false): Uint8Array {
  const [lead, size, room] = big ? [8, 20, 8] : [2, 12, 4]
  const directory = Buffer.alloc(lead + tree.size * size + room)
  const parts: Uint8Array[] = [directory]
  let end = offset + directory.length
  const append = (bytes: Uint8Array) => {
    const start = end
    parts.push(bytes, new Uint8Array(bytes.length % 2))
    end += bytes.length + (bytes.length % 2)
    return start
  }
  const putNumber = (value: number, at: number) =>
    big ? directory.writeBigUInt64LE(BigInt(value), at) : directory.writeUInt32LE(value, at)
  if (big) putNumber(tree.size, 0)
  else directory.writeUInt16LE(tree.size, 0)
  const tags = [...tree].sort(([a], [b]) => a - b)
  for (const [index, [tag, field]] of tags.entries()) {
    const at = lead + index * size
    const { type, count, value } = 'value' in field ? field : offsetField(append(writeTiffTree(field, end, big)))
    directory.writeUInt16LE(tag, at)
    directory.writeUInt16LE(type, at + 2)
    putNumber(count, at + 4)
    if (value.length <= room) directory.set(value, at + 4 + room)
    else putNumber(append(value), at + 4 + room)
  }
  return Buffer.concat(parts)
}

/** A field of 4-byte integers. */
export function longs(...values: number[]): Pick<TiffField, 'type' | 'count' | 'value'> {
  return { type: 4, count: values.length, value: littleEndian(4, values) }
}

/** A field of 2-byte integers. */
export function shorts(...values: number[]): Pick<TiffField, 'type' | 'count' | 'value'> {
  return { type: 3, count: values.length, value: littleEndian(2, values) }
}

function offsetField(offset: number): Pick<TiffField, 'type' | 'count' | 'value'> {
  return offset < 2 ** 32 ? longs(offset) : { type: 16, count: 1, value: littleEndian(8, [offset]) }
}

function littleEndian(size: 2 | 4 | 8, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(size * values.length)
  const view = viewOf(bytes)
  for (const [index, value] of values.entries()) {
    if (size === 2) view.setUint16(index * 2, value, true)
    else if (size === 4) view.setUint32(index * 4, value, true)
    else view.setBigUint64(index * 8, BigInt(value), true)
  }
  return bytes
}
