import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { cacheDirectory, folderError, withLock } from '@dfpir/core/node'
import { type DownloadProgress, downloadFile } from './download-file.js'
import { HubClient } from './hub-client.js'
import type { HubId } from './hub-id.js'
import { checkSnapshot, readRevision, writeRevision, writeSnapshotManifest } from './snapshot.js'

/** A file of a repository. */
export interface SnapshotFile {
  /** Its path in the repository. */
  readonly name: string
  /** Its maximum size in bytes. */
  readonly limit: number
  /**
   * Whether the repository must have the file.
   *
   * @default true
   */
  readonly required?: boolean
}

export interface FetchSnapshotOptions {
  /**
   * Whether models may be downloaded. False never uses the network: a model of a hub must then be in the cache.
   *
   * @default true
   */
  download?: boolean
  /**
   * The folder that stores models of a hub.
   *
   * @default `hub` in the per-user cache
   */
  cache?: string
  /** Stops a download; the promise then rejects with an AbortError. */
  signal?: AbortSignal
  /** Called while a file comes in. */
  onProgress?: (progress: DownloadProgress) => void
  /** What a folder consists of: the same for all that share a cache. */
  readonly files: readonly SnapshotFile[]
  /** What to do when a required file is missing. */
  readonly layout: string
}

/** One repository's place in the cache. */
interface Place {
  readonly id: HubId
  readonly client: HubClient
  readonly folder: string
}

/**
 * The folder, named after its commit, with files of a repository: from the cache where they are whole, else downloaded into it. One process downloads
 * while others wait.
 *
 * @throws see {@link resolveModel}
 */
export async function fetchSnapshot(id: HubId, options: FetchSnapshotOptions): Promise<string> {
  const client = new HubClient(options.signal)
  const cache = options.cache ?? join(cacheDirectory(), 'hub')
  const folder = join(cache, client.host.replace(/\W/g, '-'), id.repository.replace('/', '--'))
  const place = { id, client, folder }
  const found = await findCached(place)
  if (found !== undefined) return found
  if (options.download === false || client.offline) throw notCached(id, client.offline)
  await mkdir(folder, { recursive: true }).catch(cause => {
    throw folderError(folder, cause)
  })
  return withLock(join(folder, 'lock'), { signal: options.signal }, async () => {
    return (await findCached(place)) ?? (await download(place, options))
  })
}

async function findCached({ id, folder }: Place): Promise<string | undefined> {
  const commit = await readRevision(folder, id.revision)
  if (commit === undefined) return undefined
  const snapshot = join(folder, commit)
  return (await checkSnapshot(snapshot)) ? snapshot : undefined
}

async function download({ id, client, folder }: Place, options: FetchSnapshotOptions): Promise<string> {
  const commit = await client.resolveRevision(id)
  const snapshot = join(folder, commit)
  if (!(await checkSnapshot(snapshot))) {
    await removeLeftovers(folder)
    const work = join(folder, `${commit}.part-${process.pid}-${randomBytes(4).toString('hex')}`)
    try {
      await fillSnapshot(work, { ...id, revision: commit }, { client, options })
      await rm(snapshot, { recursive: true, force: true })
      await rename(work, snapshot)
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }
  await writeRevision(folder, id.revision, commit)
  return snapshot
}

interface Source {
  readonly client: HubClient
  readonly options: FetchSnapshotOptions
}

async function fillSnapshot(work: string, id: HubId, { client, options }: Source): Promise<void> {
  for (const { name, limit, required = true } of options.files) {
    const response = await client.openFile(id, name)
    const path = join(work, name)
    await mkdir(dirname(path), { recursive: true })
    if (response !== undefined) await downloadFile(response, { ...options, path, name, limit })
    else if (required) throw new EnvironmentError(`${id.repository} has no ${name}`, { hint: options.layout })
  }
  await writeSnapshotManifest(work)
}

/** What interrupted downloads left; the lock is held, so that nobody works there. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(name => name.includes('.part-'))
  await Promise.all(names.map(name => rm(join(folder, name), { recursive: true, force: true })))
}

function notCached({ repository, revision }: HubId, offline: boolean): EnvironmentError {
  const why = offline ? 'HF_HUB_OFFLINE forbids to download it' : 'downloading was not asked for'
  return new EnvironmentError(`${repository}@${revision} is not in the cache, and ${why}`, {
    hint: 'Fetch it once with the network allowed, or give the path of a copy.',
  })
}
