import type { ByteReader } from '../byte-reader.js'

/** One file of an archive. */
export interface ZipEntry {
  readonly name: string
  /** The offset of its header. */
  readonly start: number
  /** The offset of its bytes. */
  readonly dataStart: number
  readonly dataEnd: number
  readonly checksum: number
}

const ones = 2 ** 32 - 1
const encrypted = 0x41
const sizesFollow = 0x08

/**
 * Reads one entry of the directory and the header that it points to.
 *
 * @param limit the start of the directory, which a file's bytes must not exceed
 * @throws DataError for anything that PyTorch does not write
 */
export function readZipEntry(reader: ByteReader, limit: number): ZipEntry {
  const at = reader.position
  if (reader.u32() !== 0x02014b50) throw reader.fail("the archive's directory is damaged", at)
  reader.take(4) // versions
  const [flags, method] = [reader.u16(), reader.u16()]
  reader.take(4) // time
  const [checksum, stored, size] = [reader.u32(), reader.u32(), reader.u32()]
  const [nameLength, extraLength, commentLength, disk] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()]
  reader.take(6) // attributes
  const start = reader.u32()
  const name = reader.text(nameLength)
  checkName(name, reader, at)
  if (flags & encrypted) throw reader.fail(`${JSON.stringify(name)} is encrypted`, at)
  if (method !== 0) throw reader.fail(`${JSON.stringify(name)} is compressed, which PyTorch never does`, at)
  const long = readLongFields(reader, extraLength, [size, stored, start])
  reader.take(commentLength)
  if (disk !== 0 || long[0] !== long[1])
    throw reader.fail(`the sizes of ${JSON.stringify(name)} contradict each other`, at)
  const next = reader.position
  const entry = locate(reader, { name, size: long[0], start: long[2], checksum, limit })
  reader.position = next
  return entry
}

/** Fields with all bits set are in extra field 1 instead, in this order. */
function readLongFields(reader: ByteReader, length: number, fields: readonly number[]): number[] {
  const end = reader.position + length
  if (length > reader.left) throw reader.fail("the archive's directory is truncated")
  const missing = fields.filter(field => field === ones).length
  const values: number[] = []
  while (reader.position + 4 <= end) {
    const [kind, size] = [reader.u16(), reader.u16()]
    const next = reader.position + size
    if (next > end) throw reader.fail('an extra field is longer than its space')
    if (kind === 1 && size >= 8 * missing) for (let i = 0; i < missing; i++) values.push(reader.u64())
    reader.position = next
  }
  reader.position = end
  if (values.length !== missing) throw reader.fail('a 64-bit size is missing or occurs twice')
  return fields.map(field => (field === ones ? values.shift()! : field))
}

interface Place {
  readonly name: string
  readonly size: number
  readonly start: number
  readonly checksum: number
  readonly limit: number
}

/** The file's header must agree with the directory. */
function locate(reader: ByteReader, { name, size, start, checksum, limit }: Place): ZipEntry {
  if (start >= limit) throw reader.fail(`${JSON.stringify(name)} is outside the archive`)
  reader.position = start
  if (reader.u32() !== 0x04034b50) throw reader.fail(`the header of ${JSON.stringify(name)} is damaged`, start)
  reader.take(2) // version
  const [flags, method] = [reader.u16(), reader.u16()]
  reader.take(8) // time, checksum
  const [stored, plain, nameLength, extraLength] = [reader.u32(), reader.u32(), reader.u16(), reader.u16()]
  const fits = (value: number) => value === size || value === ones || (value === 0 && (flags & sizesFollow) !== 0)
  if (reader.text(nameLength) !== name || method !== 0 || !fits(stored) || !fits(plain)) {
    throw reader.fail(`the header of ${JSON.stringify(name)} contradicts the archive's directory`, start)
  }
  reader.take(extraLength)
  const dataStart = reader.position
  if (dataStart + size > limit) throw reader.fail(`${JSON.stringify(name)} exceeds the archive`, start)
  return { name, start, dataStart, dataEnd: dataStart + size, checksum }
}

function checkName(name: string, reader: ByteReader, at: number): void {
  const steps = name.split('/')
  const odd = [...name].some(character => character < ' ' || character === '\\' || character === ':')
  if (!odd && name.length <= 1024 && !steps.some(step => ['', '.', '..'].includes(step))) return
  throw reader.fail(`the archive has a file with the name ${JSON.stringify(name.slice(0, 80))}`, at)
}
