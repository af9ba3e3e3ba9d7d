import { rm, statfs } from 'node:fs/promises'
import { EnvironmentError } from '@dfpir/core'
import { type FolderState, type InstalledFile, installFolder, type Manifest } from '@dfpir/core/node'
import { downloadWheel } from './download.js'
import { findLibrary, hasHeaders, type Installation, installationFolder, installationRoot } from './find.js'
import { megabytes, type OnInstallProgress } from './progress.js'
import { type Python, requirePython } from './python.js'
import { unpackFiles } from './unpack.js'
import { allWheels, type LibrarySource, unpackedFiles, type Wheel, wheelFile, wheelFor } from './wheel.js'

export interface InstallOptions {
  /** Called about twice a second with a progress message. */
  readonly onProgress?: OnInstallProgress
  /**
   * Whether the headers are needed, too. If so, a copy without them is replaced.
   *
   * @default false
   */
  readonly headers?: boolean
}

/** The sizes of an installation on this machine, in bytes. */
export interface LibraryDownload {
  readonly package: string
  readonly version: string
  /** The number of wheels to download. */
  readonly wheels: number
  readonly downloadBytes: number
  /** The disk space that the installation takes. */
  readonly installedBytes: number
  /** The disk space that must be free during the installation. */
  readonly neededBytes: number
}

/**
 * The sizes of what {@link installLibrary} would download.
 *
 * @throws EnvironmentError if there is no wheel for this platform
 */
export function libraryDownload(source: LibrarySource): LibraryDownload {
  const wheel = wheelFor(source)
  const { package: name, version } = wheel
  const wheels = allWheels(wheel)
  const costs = { downloadBytes: 0, installedBytes: 0, neededBytes: 0 }
  for (const each of wheels) {
    const unpacked = unpackedFiles(each).reduce((sum, { bytes }) => sum + bytes, 0)
    // pip first writes a temporary copy; it is deleted before unpacking, and each wheel before the next.
    const peak = costs.installedBytes + each.bytes + Math.max(each.bytes, unpacked)
    costs.neededBytes = Math.max(costs.neededBytes, peak)
    costs.downloadBytes += each.bytes
    costs.installedBytes += unpacked
  }
  return { package: name, version, wheels: wheels.length, ...costs }
}

/**
 * Downloads the official wheel, and those it needs, with the user's Python and pip, and unpacks the required files into
 * the per-user cache. Returns at once if they are installed already (or the environment variable names them). Replaces
 * a damaged copy. If several processes call this at the same time, one downloads and the others wait.
 *
 * @throws EnvironmentError without Python and pip, a network, enough disk space, or a wheel for this platform
 */
export async function installLibrary(source: LibrarySource, options: InstallOptions = {}): Promise<Installation> {
  return (await findComplete(source, options)) ?? (await installMissing(source, options))
}

/** Finds the library, with headers if they are needed. */
async function findComplete(source: LibrarySource, { headers }: InstallOptions): Promise<Installation | undefined> {
  const found = await findLibrary(source)
  if (!found || !headers || (await hasHeaders(source, found))) return found
  if (found.source === 'cache') return undefined
  throw new EnvironmentError(`${source.variable} is ${found.path}, which has no headers of ${source.name}`, {
    hint: 'Set it to an unpacked wheel, which has them in its include folder, or unset it.',
  })
}

async function installMissing(source: LibrarySource, options: InstallOptions): Promise<Installation> {
  const { onProgress = () => undefined } = options
  const wheel = wheelFor(source)
  const folder = installationFolder(source)
  const installed = await installFolder(folder, {
    onWait: () => onProgress({ message: `waiting for another process to install ${source.name}` }),
    isComplete: async () => (await findComplete(source, options)) !== undefined,
    fill: (libraries, { room, before }) => fill({ source, wheel, onProgress, libraries, room }, before),
  })
  if (installed) onProgress({ message: `installed ${source.name} ${source.version} in ${folder}` })
  const found = await findLibrary(source)
  if (!found) throw new EnvironmentError(`${folder} disappeared during the installation`)
  return found
}

/** An installation: the library, the folder and the listener. */
interface Job {
  readonly source: LibrarySource
  readonly wheel: Wheel
  readonly onProgress: OnInstallProgress
  readonly libraries: string
  /** The folder for downloaded wheels. */
  readonly room: string
}

async function fill(job: Job, before: FolderState): Promise<Manifest> {
  const { source, wheel, onProgress } = job
  if (before.state === 'broken')
    onProgress({ message: `the cached copy is damaged (${before.reason}): downloading it again` })
  if (before.state === 'ready') onProgress({ message: 'the cached copy has no headers: downloading it again' })
  await checkRoom(source)
  const python = await requirePython(source)
  const wheels = allWheels(wheel)
  const files: InstalledFile[] = []
  for (const each of wheels) files.push(...(await fetchWheel(each, job, python)))
  const from = wheels.map(each => ({ file: wheelFile(each), sha256: each.sha256 }))
  return { package: wheel.package, version: wheel.version, wheels: from, files }
}

/** Downloads, unpacks and deletes one of the wheels. */
async function fetchWheel(
  each: Wheel,
  { source, wheel, room, libraries, onProgress }: Job,
  python: Python,
): Promise<InstalledFile[]> {
  const wheels = allWheels(wheel)
  const position = wheels.length > 1 ? `${wheels.indexOf(each) + 1} of ${wheels.length}` : undefined
  const path = await downloadWheel(each, { source, python, folder: room, position, onProgress })
  const name = each === wheel ? source.name : each.package
  const files = await unpackFiles(path, each, { name, python, folder: libraries, onProgress })
  await rm(path)
  return files
}

async function checkRoom(source: LibrarySource): Promise<void> {
  const root = installationRoot(source)
  const { bavail, bsize } = await statfs(root)
  const { neededBytes, installedBytes } = libraryDownload(source)
  const free = bavail * bsize
  if (free >= neededBytes) return
  const [needed, freeNow] = [`${megabytes(neededBytes)} MB`, `${Math.floor(free / 1e6)} MB`]
  throw new EnvironmentError(`installing ${source.name} needs ${needed} in ${root}, but only ${freeNow} are free`, {
    hint:
      `Free ${megabytes(neededBytes - free)} MB (${megabytes(installedBytes)} MB stay in use), ` +
      'or set DFPIR_CACHE to a folder on a larger disk.',
  })
}
