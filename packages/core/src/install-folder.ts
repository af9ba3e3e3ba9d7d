import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { folderError } from './folder-error.js'
import { checkInstalledFolder, type FolderState, type Manifest, writeManifest } from './installed-folder.js'
import { type WithLockOptions, withLock } from './with-lock.js'

/** A step of an installation or download. */
export interface InstallProgress {
  /** A line of text, such as "downloading openvino 2026.4.0: 12 of 60 MB". */
  readonly message: string
  /** Bytes done and expected in this step, if it counts bytes. */
  readonly done?: number
  readonly total?: number
}

export interface InstallFolderOptions extends WithLockOptions {
  /**
   * Whether an undamaged folder has everything that the caller needs.
   *
   * @default every undamaged folder has
   */
  isComplete?: () => Promise<boolean>
  /** Writes the files into an empty folder and returns their manifest. */
  fill: (folder: string, place: InstallPlace) => Promise<Manifest>
}

export interface InstallPlace {
  /** A folder for temporary files. It is removed afterwards. */
  readonly room: string
  /** The state of the folder that will be replaced. */
  readonly before: FolderState
}

/**
 * Installs a folder unless an undamaged one exists. One process holds a lock while others wait. It fills a temporary
 * folder beside the target and renames it when it is complete. Leftovers of interrupted installations are removed.
 *
 * @returns whether this call installed it
 * @throws EnvironmentError if the folder cannot be written; any error of `fill`; the signal's reason if it was aborted
 */
export async function installFolder(folder: string, options: InstallFolderOptions): Promise<boolean> {
  const isReady = async () => {
    const { state } = await checkInstalledFolder(folder)
    return state === 'ready' && ((await options.isComplete?.()) ?? true)
  }
  await makeFolder(dirname(folder))
  return await withLock(`${folder}.lock`, options, async () => {
    if (await isReady()) return false
    await removeLeftovers(folder)
    const before = await checkInstalledFolder(folder)
    const work = `${folder}${leftover}${process.pid}-${randomBytes(4).toString('hex')}`
    const [files, room] = [join(work, 'files'), join(work, 'room')]
    try {
      for (const path of [files, room]) await makeFolder(path)
      await writeManifest(files, await options.fill(files, { room, before }))
      if (!(await isReady())) await moveIntoPlace(files, folder, join(work, 'replaced'))
      return true
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  })
}

const leftover = '.part-'

/** Safe because the lock is held: no other process works there. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(dirname(folder))
  const abandoned = names.filter(name => name.startsWith(basename(folder) + leftover))
  await Promise.all(abandoned.map(name => rm(join(dirname(folder), name), { recursive: true, force: true })))
}

/**
 * Renames a finished folder. If another process installed an undamaged one first, that one is used. The old folder is
 * moved aside first, so other processes find it missing only for a moment.
 */
async function moveIntoPlace(from: string, to: string, aside: string): Promise<void> {
  await rename(to, aside).catch(() => undefined)
  try {
    await rename(from, to)
  } catch (error) {
    if ((await checkInstalledFolder(to)).state !== 'ready') throw folderError(to, error)
  }
  const parent = await open(dirname(to))
  await parent.sync().finally(() => parent.close())
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch(cause => {
    throw folderError(path, cause)
  })
}
