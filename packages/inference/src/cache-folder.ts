import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { DfpirError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'

/** The value stored under a key: a header that JSON can represent, and bytes. */
export interface CacheEntry<Header = unknown> {
  readonly header: Header
  readonly bytes: Uint8Array
}

export interface CacheFolderOptions {
  /** Path of the folder, created on the first write. */
  folder: string
  /** Maximum size. The least recently used entries are removed first; the latest entry stays whatever its size. */
  bytes: number
  /** Called once with the reason if nothing can be stored. Everything then works without the cache. */
  onWarning?: (message: string) => void
}

/** Age in milliseconds at which the temporary files of killed processes are removed. */
const staleAfter = 3_600_000

/**
 * A folder of entries by key, one file each: a line of JSON with the checksum, then the bytes. Any number of processes
 * may use it at once, since files appear whole or not at all. A damaged entry counts as missing.
 */
export class CacheFolder {
  private warned = false

  constructor(private readonly options: CacheFolderOptions) {}

  /** Reads the entry stored under the key, if it is intact. */
  async read(key: string): Promise<CacheEntry | undefined> {
    const path = this.path(key)
    const file = await readFile(path).catch(() => undefined)
    const entry = file && parseEntry(file)
    const now = new Date()
    if (entry) await utimes(path, now, now).catch(() => undefined)
    return entry
  }

  /** Stores an entry if possible. */
  async write(key: string, entry: CacheEntry): Promise<void> {
    const path = this.path(key)
    try {
      await writeFileAtomic(path, formatEntry(entry))
      await this.trim(path)
    } catch (error) {
      if (!DfpirError.isInstance(error)) throw error
      this.warn(error.message)
    }
  }

  private path(key: string): string {
    return join(this.options.folder, createHash('sha256').update(key).digest('hex'))
  }

  /** Removes the least recently used entries until the rest fits the limit. */
  private async trim(latest: string): Promise<void> {
    const files = await listFiles(this.options.folder)
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0)
    for (const { path, bytes, used } of files.sort((a, b) => a.used - b.used)) {
      const stale = path.endsWith('.tmp') && Date.now() - used > staleAfter
      if (path === latest || (total <= this.options.bytes && !stale)) continue
      await rm(path, { force: true }).catch(() => undefined)
      total -= bytes
    }
  }

  private warn(reason: string): void {
    if (!this.warned) this.options.onWarning?.(reason)
    this.warned = true
  }
}

function formatEntry({ header, bytes }: CacheEntry): Uint8Array[] {
  const text = JSON.stringify(header)
  const checksum = crc32(bytes, crc32(text))
  return [Buffer.from(`${JSON.stringify({ checksum, length: bytes.length })} ${text}\n`), bytes]
}

function parseEntry(file: Buffer): CacheEntry | undefined {
  const end = file.indexOf('\n')
  const [, summary, text] = /^(\{[^}]*\}) (.*)$/s.exec(file.toString('utf8', 0, Math.max(end, 0))) ?? []
  if (summary === undefined) return undefined
  const bytes = file.subarray(end + 1)
  try {
    const { checksum, length } = JSON.parse(summary)
    if (length !== bytes.length || checksum !== crc32(bytes, crc32(text))) return undefined
    return { header: JSON.parse(text), bytes }
  } catch {
    return undefined
  }
}

interface CachedFile {
  readonly path: string
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly used: number
}

/** Lists the folder's files. Skips files that another process removes meanwhile. */
async function listFiles(folder: string): Promise<CachedFile[]> {
  const names = await readdir(folder).catch(() => [])
  const found = names.map(async name => {
    const path = join(folder, name)
    const stats = await stat(path).catch(() => undefined)
    return stats?.isFile() ? [{ path, bytes: stats.size, used: stats.mtimeMs }] : []
  })
  return (await Promise.all(found)).flat()
}
