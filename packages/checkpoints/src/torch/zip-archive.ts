import { crc32 } from 'node:zlib'
import { ByteReader } from '../byte-reader.js'
import { findZipEnd } from './zip-end.js'
import { readZipEntry, type ZipEntry } from './zip-entry.js'

/** The maximum number of files in an archive. A checkpoint has one per tensor. */
const maxEntries = 250_000

/**
 * The files of a zip archive. Supports only what PyTorch writes: no compressed, encrypted, duplicate or overlapping
 * files, none outside the archive, and no names that lead elsewhere.
 */
export class ZipArchive {
  private readonly entries = new Map<string, ZipEntry>()
  private readonly reader: ByteReader

  /** @throws DataError with file and byte offset */
  constructor(bytes: Uint8Array, source: string) {
    this.reader = new ByteReader(bytes, { source })
    const { start, end, count } = findZipEnd(this.reader)
    if (count > maxEntries) throw this.reader.fail(`an archive has ${count} files`, start)
    this.reader.position = start
    for (let index = 0; index < count; index++) this.add(start)
    if (this.reader.position !== end) throw this.reader.fail("the archive's directory does not have its stated length")
    this.refuseOverlaps()
  }

  get names(): readonly string[] {
    return [...this.entries.keys()]
  }

  /** The offset of a file's bytes in the archive. */
  offset(name: string): number {
    return this.entries.get(name)?.dataStart ?? 0
  }

  /**
   * Returns the bytes of a file, which share the archive's memory; undefined if the file does not exist.
   *
   * @throws DataError if the checksum differs
   */
  read(name: string): Uint8Array | undefined {
    const entry = this.entries.get(name)
    if (entry === undefined) return undefined
    const data = this.reader.bytes.subarray(entry.dataStart, entry.dataEnd)
    if (crc32(data) === entry.checksum) return data
    throw this.reader.fail(`the checksum of ${JSON.stringify(name)} is wrong`, entry.dataStart)
  }

  private add(limit: number): void {
    const at = this.reader.position
    const entry = readZipEntry(this.reader, limit)
    if (this.entries.has(entry.name)) throw this.reader.fail(`the archive has ${JSON.stringify(entry.name)} twice`, at)
    this.entries.set(entry.name, entry)
  }

  private refuseOverlaps(): void {
    let reached = 0
    for (const { name, start, dataEnd } of [...this.entries.values()].sort((a, b) => a.start - b.start)) {
      if (start < reached) throw this.reader.fail(`the file ${JSON.stringify(name)} overlaps another one`, start)
      reached = dataEnd
    }
  }
}
