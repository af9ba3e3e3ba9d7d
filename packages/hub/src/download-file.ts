import { createHash, type Hash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { DataError, DfpirError, EnvironmentError } from '@dfpir/core'
import { folderError, type InstallProgress } from '@dfpir/core/node'
import type { HubFile } from './hub-client.js'

export interface DownloadFileOptions {
  /** The path to write to. */
  readonly path: string
  /** The file's name in messages. */
  readonly name: string
  /** Its maximum size in bytes. */
  readonly limit: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: InstallProgress) => void
}

/**
 * Saves a file that a hub sends, and checks it against the hash that the hub published.
 *
 * @throws DataError if it exceeds the limit or has another size or hash; EnvironmentError if the connection breaks or
 * the file cannot be written
 */
export async function downloadFile(file: HubFile, options: DownloadFileOptions): Promise<void> {
  const { path, name, limit, signal } = options
  if ((file.size ?? 0) > limit) throw tooLarge(name, limit)
  const hash = contentHash(file, name)
  const counter = new Counter(file.size, hash, options)
  try {
    await pipeline(file.body, chunks => counter.count(chunks), createWriteStream(path, { flush: true }))
  } catch (cause) {
    signal?.throwIfAborted()
    throw DfpirError.isInstance(cause) ? cause : failure(path, name, cause)
  }
  if (file.size !== undefined && counter.done !== file.size) {
    throw new EnvironmentError(
      `the download of ${name} stopped early: received ${counter.done} of ${file.size} bytes`,
      { hint: again },
    )
  }
  const found = hash.digest('hex')
  if (found === file.etag) return
  throw new DataError(`${name} does not match the hub's hash: expected ${file.etag}, got ${found}`, {
    hint: again,
  })
}

const again = 'Try again. If it fails again, a proxy between this machine and the hub may change files.'

/** Passes bytes on, hashes them and reports their number. */
class Counter {
  done = 0

  constructor(
    private readonly total: number | undefined,
    private readonly hash: Hash,
    private readonly options: DownloadFileOptions,
  ) {}

  async *count(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { name, limit } = this.options
    this.report()
    for await (const chunk of chunks) {
      this.done += chunk.length
      if (this.done > limit) throw tooLarge(name, limit)
      this.hash.update(chunk)
      yield chunk
      this.report()
    }
  }

  private report(): void {
    const { total, done } = this
    const message = `downloading ${this.options.name}: ${megabytes(done)} of ${megabytes(total)} MB`
    this.options.onProgress?.({ message, done, ...(total !== undefined && { total }) })
  }
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '?' : (bytes / 1e6).toFixed(1)
}

/** Hubs identify large files by their SHA-256, and small ones as Git blobs: SHA-1 with a header. */
function contentHash({ etag, size }: HubFile, name: string): Hash {
  if (/^[0-9a-f]{64}$/.test(etag)) return createHash('sha256')
  if (/^[0-9a-f]{40}$/.test(etag) && size !== undefined) return createHash('sha1').update(`blob ${size}\0`)
  throw new DataError(`the hub publishes no hash of ${name}, so it cannot be verified`)
}

function tooLarge(name: string, limit: number): DataError {
  return new DataError(`${name} is larger than the limit of ${limit} bytes`)
}

function failure(path: string, name: string, cause: unknown): EnvironmentError {
  if (isFromDisk(cause)) return folderError(path, cause)
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new EnvironmentError(`the connection broke during the download of ${name}: ${reason}`, { cause, hint: again })
}

/** Errors from opening a file carry its path; errors from writing carry only a code. */
function isFromDisk(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null) return false
  return 'path' in cause || ('code' in cause && ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'].includes(String(cause.code)))
}
