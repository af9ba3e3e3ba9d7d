import type { ByteReader } from '../byte-reader.js'

/** The position of an archive's directory, and its number of files. */
export interface ZipEnd {
  readonly start: number
  readonly end: number
  readonly count: number
}

const endSize = 22
const locatorSize = 20
const end64Size = 56
const longestComment = 0xffff

/**
 * Finds an archive's directory from its end. PyTorch always writes the 64-bit form beside the usual one, and both must
 * agree.
 *
 * @throws DataError if the two ends, the directory and the file are inconsistent
 */
export function findZipEnd(reader: ByteReader): ZipEnd {
  const at = findSignature(reader)
  reader.position = at + 4
  const [disk, startDisk, here, count] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()]
  const [size, start] = [reader.u32(), reader.u32()]
  if (disk !== 0 || startDisk !== 0 || here !== count) throw reader.fail('an archive in several parts', at)
  const short = { start, size, count }
  const long = readLocator(reader, at)
  const { recordAt, ...found } = long ?? { ...short, recordAt: at }
  if (!agree(short, found)) throw reader.fail('the two ends of the archive contradict each other', at)
  if (found.start + found.size !== recordAt)
    throw reader.fail("the archive's directory does not end at the expected place", at)
  return { start: found.start, end: recordAt, count: found.count }
}

interface Extent {
  readonly start: number
  readonly size: number
  readonly count: number
}

/** Values that do not fit the usual form have all bits set there. */
function agree(short: Extent, long: Extent): boolean {
  const same = (value: number, other: number, ones: number) => value === other || (value === ones && other >= ones)
  return (
    same(short.start, long.start, 2 ** 32 - 1) &&
    same(short.size, long.size, 2 ** 32 - 1) &&
    same(short.count, long.count, 2 ** 16 - 1)
  )
}

/** The end record with its comment must extend to the end of the file. */
function findSignature(reader: ByteReader): number {
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset, reader.bytes.byteLength)
  const last = view.byteLength - endSize
  for (let at = last; at >= Math.max(0, last - longestComment); at--) {
    if (view.getUint32(at, true) === 0x06054b50 && at + endSize + view.getUint16(at + 20, true) === view.byteLength) {
      return at
    }
  }
  throw reader.fail('the archive has no end record: the file is truncated', view.byteLength)
}

function readLocator(reader: ByteReader, endAt: number): (Extent & { recordAt: number }) | undefined {
  const at = endAt - locatorSize
  if (at < end64Size) return undefined
  reader.position = at
  if (reader.u32() !== 0x07064b50) return undefined
  const [disk, recordAt, disks] = [reader.u32(), reader.u64(), reader.u32()]
  if (disk !== 0 || disks !== 1) throw reader.fail('an archive in several parts', at)
  if (recordAt !== at - end64Size) throw reader.fail('the 64-bit end of the archive is not at the expected place', at)
  return { ...readEnd64(reader, recordAt), recordAt }
}

function readEnd64(reader: ByteReader, at: number): Extent {
  reader.position = at
  if (reader.u32() !== 0x06064b50 || reader.u64() !== end64Size - 12) {
    throw reader.fail('the 64-bit end of the archive is damaged', at)
  }
  reader.take(4) // versions
  const [disk, startDisk, here, count] = [reader.u32(), reader.u32(), reader.u64(), reader.u64()]
  if (disk !== 0 || startDisk !== 0 || here !== count) throw reader.fail('an archive in several parts', at)
  const [size, start] = [reader.u64(), reader.u64()]
  return { start, size, count }
}
