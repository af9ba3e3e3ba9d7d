import { access, constants, readdir, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheDirectory } from '@dfpir/core/node'

/** The per-user cache folder. Sizes in bytes. */
export interface CacheReport {
  readonly path: string
  /** Size of its contents; 0 if it does not exist. */
  readonly bytes: number
  /** Free space on its disk. */
  readonly freeBytes: number
  readonly writable: boolean
}

export async function inspectCache(path = cacheDirectory()): Promise<CacheReport> {
  const existing = await nearestExisting(path)
  const { bavail, bsize } = await statfs(existing)
  const isFolder = (await stat(existing)).isDirectory()
  const allowed = await access(existing, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
  return { path, bytes: await folderBytes(path), freeBytes: bavail * bsize, writable: isFolder && allowed }
}

/** Returns the folder itself, or its nearest existing ancestor. */
async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  return found || dirname(path) === path ? path : await nearestExisting(dirname(path))
}

async function folderBytes(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true }).catch(() => [])
  const sizes = entries.map(async entry => {
    const found = await stat(join(path, entry)).catch(() => undefined)
    return found?.isFile() ? found.size : 0
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
