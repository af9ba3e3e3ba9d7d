import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { folderError, withLock } from '@dfpir/core/node'
import { downloadWheel } from './download.js'
import { findLibrary, hasHeaders, type Installation, installationFolder, installationRoot } from './find.js'
import { checkFolder, writeManifest } from './manifest.js'
import { megabytes, type OnInstallProgress } from './progress.js'
import { requirePython } from './python.js'
import { unpackFiles } from './unpack.js'
import { type LibrarySource, unpackedFiles, type Wheel, wheelFile, wheelFor } from './wheel.js'

export interface InstallOptions {
  /** Called about twice a second with a line of progress. */
  readonly onProgress?: OnInstallProgress
  /** Asks for the headers as well: an older copy that lacks them is replaced. Default: false. */
  readonly headers?: boolean
}

/** What an installation costs on this machine, in bytes. */
export interface LibraryDownload {
  readonly package: string
  readonly version: string
  readonly downloadBytes: number
  /** What stays on the disk. */
  readonly installedBytes: number
  /** What must be free while installing. */
  readonly neededBytes: number
}

/**
 * The sizes of what {@link installLibrary} would fetch.
 *
 * @throws EnvironmentError when there is no wheel for this platform.
 */
export function libraryDownload(source: LibrarySource): LibraryDownload {
  const wheel = wheelFor(source)
  const { package: name, version, bytes } = wheel
  const installedBytes = unpackedFiles(wheel).reduce((sum, file) => sum + file.bytes, 0)
  // pip first writes a temporary copy of its own, which is gone before the libraries are unpacked.
  const neededBytes = bytes + Math.max(bytes, installedBytes)
  return { package: name, version, downloadBytes: bytes, installedBytes, neededBytes }
}

/**
 * Fetches the official wheel with the user's Python and pip and unpacks the wanted files into the per-user cache.
 * Returns at once when they are there already (or the environment variable names some); replaces a damaged copy.
 * Several processes may call this at the same time: one fetches, the others wait for it.
 *
 * @throws EnvironmentError when there is no Python with pip, no network, no room, or no wheel for this platform.
 */
export async function installLibrary(source: LibrarySource, options: InstallOptions = {}): Promise<Installation> {
  return (await findComplete(source, options)) ?? (await installMissing(source, options))
}

/** The library with everything that is asked for. */
async function findComplete(source: LibrarySource, { headers }: InstallOptions): Promise<Installation | undefined> {
  const found = await findLibrary(source)
  if (!found || !headers || (await hasHeaders(source, found))) return found
  if (found.source === 'cache') return undefined
  throw new EnvironmentError(`${source.variable} is ${found.path}, which has no headers of ${source.name}`, {
    hint: 'Point it to an unpacked wheel, which has them in its include folder, or unset it.',
  })
}

async function installMissing(source: LibrarySource, options: InstallOptions): Promise<Installation> {
  const { onProgress = () => undefined } = options
  const wheel = wheelFor(source)
  await makeFolder(installationRoot(source))
  const onWait = () => onProgress({ message: `waiting for another process that installs ${source.name}` })
  return await withLock(`${installationFolder(source)}.lock`, { onWait }, async () => {
    return (await findComplete(source, options)) ?? (await installLocked({ source, wheel, options, onProgress }))
  })
}

/** What is installed, and who is told. */
interface Job {
  readonly source: LibrarySource
  readonly wheel: Wheel
  readonly options: InstallOptions
  readonly onProgress: OnInstallProgress
}

async function installLocked(job: Job): Promise<Installation> {
  const { source, onProgress } = job
  const folder = installationFolder(source)
  await removeLeftovers(source)
  const cached = await checkFolder(folder)
  if (cached.state === 'broken')
    onProgress({ message: `the cached copy is damaged (${cached.reason}): fetching it again` })
  if (cached.state === 'ready') onProgress({ message: 'the cached copy has no headers: fetching it again' })
  await checkRoom(source)
  const work = `${folder}${leftover}${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await prepare(work, job)
    await moveIntoPlace(join(work, 'libraries'), folder, job)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  onProgress({ message: `installed ${source.name} ${source.version} in ${folder}` })
  const installed = await findLibrary(source)
  if (!installed) throw new EnvironmentError(`${folder} vanished while it was installed`)
  return installed
}

async function prepare(work: string, { source, wheel, onProgress }: Job): Promise<void> {
  const python = await requirePython(source)
  const [download, libraries] = [join(work, 'download'), join(work, 'libraries')]
  await makeFolder(download)
  await makeFolder(libraries)
  const path = await downloadWheel(wheel, { source, python, folder: download, onProgress })
  const files = await unpackFiles(path, wheel, { name: source.name, python, folder: libraries, onProgress })
  const { package: name, version, sha256 } = wheel
  await writeManifest(libraries, { package: name, version, wheel: { file: wheelFile(wheel), sha256 }, files })
}

/**
 * Renames a finished folder; one that another process put there first is used if whole, else replaced. What is replaced
 * goes beside the finished one first, so that processes that look for it now find nothing for a moment only.
 */
async function moveIntoPlace(from: string, to: string, { source, options }: Job): Promise<void> {
  if (await findComplete(source, options)) return
  await rename(to, join(dirname(from), 'replaced')).catch(() => undefined)
  try {
    await rename(from, to)
  } catch (error) {
    if ((await checkFolder(to)).state !== 'ready') throw folderError(to, error)
  }
  const parent = await open(dirname(to))
  await parent.sync().finally(() => parent.close())
}

const leftover = '.part-'

/** Removes what interrupted installations of this version left; the lock is held, so nobody works there. */
async function removeLeftovers(source: LibrarySource): Promise<void> {
  const root = installationRoot(source)
  const paths = (await readdir(root)).map(name => join(root, name))
  const abandoned = paths.filter(path => path.startsWith(installationFolder(source) + leftover))
  await Promise.all(abandoned.map(path => rm(path, { recursive: true, force: true })))
}

async function checkRoom(source: LibrarySource): Promise<void> {
  const root = installationRoot(source)
  const { bavail, bsize } = await statfs(root)
  const { neededBytes, installedBytes } = libraryDownload(source)
  const free = bavail * bsize
  if (free >= neededBytes) return
  const [needed, freeNow] = [`${megabytes(neededBytes)} MB`, `${Math.floor(free / 1e6)} MB`]
  throw new EnvironmentError(`installing ${source.name} needs ${needed} in ${root}, and ${freeNow} are free`, {
    hint:
      `Free ${megabytes(neededBytes - free)} MB (${megabytes(installedBytes)} MB stay in use), ` +
      'or set DFPIR_CACHE to a folder on a larger disk.',
  })
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw folderError(path, error)
  }
}
