import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { downloadWheel } from './download.js'
import { findTensorflow, installationFolder, installationRoot, type TensorflowInstallation } from './find.js'
import { folderError } from './folder-error.js'
import { withLock } from './lock.js'
import { checkFolder, writeManifest } from './manifest.js'
import { megabytes, type OnInstallProgress } from './progress.js'
import { requirePython } from './python.js'
import { unpackLibraries } from './unpack.js'
import { type Wheel, wheelFor } from './wheel.js'

export interface InstallTensorflowOptions {
  /** Called about twice a second with a line of progress. */
  readonly onProgress?: OnInstallProgress
}

/** What an installation costs on this machine, in bytes. */
export interface TensorflowDownload {
  readonly package: string
  readonly version: string
  readonly downloadBytes: number
  /** What stays on the disk. */
  readonly installedBytes: number
  /** What must be free while installing. */
  readonly neededBytes: number
}

/**
 * The sizes of what {@link installTensorflow} would fetch.
 *
 * @throws EnvironmentError when there is no TensorFlow for this platform.
 */
export function tensorflowDownload(wheel: Wheel = wheelFor()): TensorflowDownload {
  const installedBytes = wheel.libraries.reduce((sum, { bytes }) => sum + bytes, 0)
  const { package: name, version, bytes } = wheel
  // pip first writes a temporary copy of its own, which is gone before the libraries are unpacked.
  const neededBytes = bytes + Math.max(bytes, installedBytes)
  return { package: name, version, downloadBytes: bytes, installedBytes, neededBytes }
}

/**
 * Fetches the official TensorFlow wheel with the user's Python and pip and unpacks its two libraries into the per-user
 * cache. Returns at once when they are there already (or `DFPIR_LIBTENSORFLOW` names some); replaces a damaged copy.
 * Several processes may call this at the same time: one fetches, the others wait for it.
 *
 * @throws EnvironmentError when there is no Python with pip, no network, no room, or no TensorFlow for this platform.
 */
export async function installTensorflow(options: InstallTensorflowOptions = {}): Promise<TensorflowInstallation> {
  return (await findTensorflow()) ?? (await installWheel(wheelFor(), options))
}

/** {@link installTensorflow} of a given wheel. */
export async function installWheel(wheel: Wheel, options: InstallTensorflowOptions): Promise<TensorflowInstallation> {
  const { onProgress = () => undefined } = options
  await makeFolder(installationRoot())
  const onWait = () => onProgress({ message: 'waiting for another process that installs TensorFlow' })
  return await withLock(`${installationFolder()}.lock`, onWait, async () => {
    return (await findTensorflow()) ?? (await installLocked(wheel, onProgress))
  })
}

async function installLocked(wheel: Wheel, onProgress: OnInstallProgress): Promise<TensorflowInstallation> {
  const folder = installationFolder()
  await removeLeftovers()
  const cached = await checkFolder(folder)
  if (cached.state === 'broken')
    onProgress({ message: `the cached copy is damaged (${cached.reason}): fetching it again` })
  await checkRoom(wheel)
  const work = `${folder}${leftover}${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await prepare(work, wheel, onProgress)
    await moveIntoPlace(join(work, 'libraries'), folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  onProgress({ message: `installed libtensorflow ${wheel.version} in ${folder}` })
  const installed = await findTensorflow()
  if (!installed) throw new EnvironmentError(`${folder} vanished while it was installed`)
  return installed
}

async function prepare(work: string, wheel: Wheel, onProgress: OnInstallProgress): Promise<void> {
  const python = await requirePython()
  const [download, libraries] = [join(work, 'download'), join(work, 'libraries')]
  await makeFolder(download)
  await makeFolder(libraries)
  const path = await downloadWheel(wheel, { python, folder: download, onProgress })
  const files = await unpackLibraries(path, wheel, { python, folder: libraries, onProgress })
  const { package: name, version, file, sha256 } = wheel
  await writeManifest(libraries, { package: name, version, wheel: { file, sha256 }, files })
}

/** Renames a finished folder; one that another process put there first is used if whole, else replaced. */
async function moveIntoPlace(from: string, to: string): Promise<void> {
  if ((await checkFolder(to)).state === 'ready') return
  await rm(to, { recursive: true, force: true })
  try {
    await rename(from, to)
  } catch (error) {
    if ((await checkFolder(to)).state !== 'ready') throw folderError(to, error)
  }
  const parent = await open(installationRoot())
  await parent.sync().finally(() => parent.close())
}

const leftover = '.part-'

/** Removes what interrupted installations of this version left; the lock is held, so nobody works there. */
async function removeLeftovers(): Promise<void> {
  const root = installationRoot()
  const paths = (await readdir(root)).map(name => join(root, name))
  const abandoned = paths.filter(path => path.startsWith(installationFolder() + leftover))
  await Promise.all(abandoned.map(path => rm(path, { recursive: true, force: true })))
}

async function checkRoom(wheel: Wheel): Promise<void> {
  const root = installationRoot()
  const { bavail, bsize } = await statfs(root)
  const { neededBytes, installedBytes } = tensorflowDownload(wheel)
  const free = bavail * bsize
  if (free >= neededBytes) return
  throw new EnvironmentError(
    `installing TensorFlow needs ${megabytes(neededBytes)} MB in ${root}, and ${Math.floor(free / 1e6)} MB are free`,
    {
      hint:
        `Free ${megabytes(neededBytes - free)} MB (${megabytes(installedBytes)} MB stay in use), ` +
        'or set DFPIR_CACHE to a folder on a larger disk.',
    },
  )
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw folderError(path, error)
  }
}
