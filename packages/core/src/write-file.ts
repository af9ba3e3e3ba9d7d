import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { removeOnExit } from './remove-on-exit.js'
import { writeError } from './write-error.js'

/** The content of a file: whole, in several pieces, or as a stream of pieces. */
export type FileContent = Uint8Array | string | readonly Uint8Array[] | AsyncIterable<Uint8Array>

export interface WriteFileOptions {
  /** Where to keep the previous file. Replaces any file there. */
  keepAs?: string
}

/**
 * Writes a file completely or not at all: to a temporary file beside it, which is flushed to the disk and then renamed.
 * Creates parent folders. Removes the temporary file if the process is stopped.
 *
 * @throws EnvironmentError if the folder cannot be written or the disk is full; an existing file stays
 */
export async function writeFileAtomic(
  path: string,
  data: FileContent,
  { keepAs }: WriteFileOptions = {},
): Promise<void> {
  const temporary = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  const settled = removeOnExit(temporary)
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, 'wx')
    try {
      for (const part of Array.isArray(data) ? data : [data]) await file.writeFile(part)
      await file.sync()
    } finally {
      await file.close()
    }
    if (keepAs !== undefined) await rename(path, keepAs).catch(ignoreMissing)
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw writeError(path, cause)
  } finally {
    settled()
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

/** Flushes the rename to the disk, if the system can sync folders (Windows cannot). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
