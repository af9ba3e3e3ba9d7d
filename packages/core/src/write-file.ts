import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { removeOnExit } from './remove-on-exit.js'
import { writeError } from './write-error.js'

/** What a file is to hold: in one piece, in several, or in pieces that come one by one. */
export type FileContent = Uint8Array | string | readonly Uint8Array[] | AsyncIterable<Uint8Array>

export interface WriteFileOptions {
  /** Where the file that was there goes, in place of what is there. */
  keepAs?: string
}

/**
 * Writes a file whole or not at all: to a temporary file beside it, flushed to the disk, then renamed.
 * Parent folders are made. The temporary file goes when the process is stopped.
 *
 * @throws EnvironmentError when the folder cannot be written or the disk is full; the old file, if any, stays.
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

/** Puts the renaming itself on the disk, where the system lets a folder be synced (Windows does not). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
