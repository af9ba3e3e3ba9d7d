import { randomBytes } from 'node:crypto'
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { folderError } from './folder-error.js'

const heartbeat = 5_000 // milliseconds between signs of life from a lock's owner
const abandoned = 30_000 // milliseconds without one after which the lock is taken over

export interface WithLockOptions {
  /** Called once when another process holds the lock. */
  onWait?: () => void
  /** Stops waiting; its reason is then thrown. */
  signal?: AbortSignal
}

/**
 * Runs `body` while holding a lock file; waits while another running process holds it.
 *
 * @throws EnvironmentError if the lock file cannot be created
 */
export async function withLock<T>(path: string, options: WithLockOptions, body: () => Promise<T>): Promise<T> {
  const { onWait = () => undefined, signal } = options
  let waited = false
  signal?.throwIfAborted()
  while (!(await acquire(path))) {
    if (await isAbandoned(path)) {
      await discard(path)
      continue
    }
    if (!waited) onWait()
    waited = true
    await sleep(250, undefined, { signal })
  }
  const timer = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), heartbeat)
  try {
    return await body()
  } finally {
    clearInterval(timer)
    await rm(path, { force: true })
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    try {
      await file.writeFile(`${process.pid} ${hostname()}`)
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw folderError(path, error)
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (!found) return false
  if (Date.now() - found.mtimeMs > abandoned) return true
  const [pid, host] = (await readFile(path, 'utf8').catch(() => '')).split(' ')
  return host === hostname() && !isAlive(Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Moves the lock away first, so only one of several processes that see it abandoned removes it. */
async function discard(path: string): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`
  await rename(path, aside).catch(() => undefined)
  await rm(aside, { force: true })
}
