import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstallProgress } from '@dfpir/core/node'

export type OnInstallProgress = (progress: InstallProgress) => void

/** Bytes as whole megabytes (10^6), rounded up. */
export function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6)
}

/** Options for watching a folder while a child process writes files. */
export interface WatchFolderOptions {
  readonly folder: string
  /** The start of the message, such as "downloading …". */
  readonly label: string
  /** The folder's final size in bytes. */
  readonly total: number
  readonly onProgress: OnInstallProgress
}

/** Reports a folder's size twice a second until `work` has ended. */
export async function watchFolder<T>(
  work: Promise<T>,
  { folder, label, total, onProgress }: WatchFolderOptions,
): Promise<T> {
  let before = -1
  const report = (bytes: number) => {
    const done = Math.min(bytes, total)
    if (done === before) return
    before = done
    onProgress({ message: `${label}: ${megabytes(done)} of ${megabytes(total)} MB`, done, total })
  }
  const timer = setInterval(() => void folderBytes(folder).then(report), 500)
  try {
    report(0)
    const result = await work
    return result
  } finally {
    clearInterval(timer)
  }
}

/** The bytes of a folder's files, at any depth; 0 while it does not exist. */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.map(entry =>
      stat(join(folder, entry)).then(
        found => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
