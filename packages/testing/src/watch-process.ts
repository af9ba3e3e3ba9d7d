import { execFile, spawn } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Everything that a process and its children did. */
export interface WatchedProcess {
  readonly code: number | null
  readonly stderr: string
  /** Files left in its folders, relative to the root and sorted, such as `cache/dfpir/graphs/…`. */
  readonly files: readonly string[]
  /** Network sockets and name lookups: `socket IPv4`, `lookup HOST`. */
  readonly network: readonly string[]
  /** Files created anywhere, as named by the process, whether or not they still exist. */
  readonly created: readonly string[]
}

export interface WatchProcessOptions {
  /** A folder for the process's home, cache, temporary files and work. */
  readonly root: string
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Runs Node as a new user would: in empty folders and with an otherwise empty environment, so without `CI`. On Linux, a
 * preloaded library, compiled on the fly, also watches native code; elsewhere `network` and `created` are empty.
 */
export async function watchProcess(
  args: readonly string[],
  { root, env }: WatchProcessOptions,
): Promise<WatchedProcess> {
  const [home, cache, temporary, work] = await Promise.all(
    ['home', 'cache', 'temporary', 'work'].map(async name => {
      await mkdir(join(root, name), { recursive: true })
      return join(root, name)
    }),
  )
  const fresh = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: cache, TMPDIR: temporary }
  const log = join(root, 'watch.log')
  const watch = process.platform === 'linux' ? { LD_PRELOAD: await compileWatcher(root), WATCH_LOG: log } : {}
  const child = spawn(process.execPath, args, { cwd: work, stdio: 'pipe', env: { ...fresh, ...watch, ...env } })
  const closed = new Promise<number | null>((done, failed) => child.on('close', done).on('error', failed))
  const [stderr, code] = await Promise.all([text(child.stderr), closed, text(child.stdout)])
  const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n').filter(line => line !== '')
  return {
    code,
    stderr,
    files: (await Promise.all([home, cache, temporary, work].map(folder => filesIn(folder, root)))).flat().sort(),
    network: lines.filter(line => !line.startsWith('create ')),
    created: lines.filter(line => line.startsWith('create ')).map(line => line.slice('create '.length)),
  }
}

async function compileWatcher(root: string): Promise<string> {
  const [command, ...wrapped] = (process.env.CXX?.trim() || 'c++').split(/\s+/)
  const [source, library] = [
    fileURLToPath(new URL('../native/watch-process.cpp', import.meta.url)),
    join(root, 'watch-process.so'),
  ]
  await promisify(execFile)(command, [...wrapped, '-shared', '-fPIC', '-O1', '-w', source, '-o', library, '-ldl'])
  return library
}

async function filesIn(folder: string, root: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => !entry.isDirectory()).map(entry => relative(root, join(entry.parentPath, entry.name)))
}
