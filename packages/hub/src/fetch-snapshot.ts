import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import {
  cacheDirectory,
  checkInstalledFolder,
  describeFile,
  type InstalledFile,
  type InstallProgress,
  installFolder,
  type Manifest,
} from '@dfpir/core/node'
import { downloadFile } from './download-file.js'
import { HubClient } from './hub-client.js'
import type { HubId } from './hub-id.js'
import { readRevision, writeRevision } from './revisions.js'

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
   * Whether models may be downloaded. If false, the network is never used, and a model on a hub must be in the cache.
   *
   * @default true
   */
  download?: boolean
  /**
   * The folder that stores models from a hub.
   *
   * @default `hub` in the per-user cache
   */
  cache?: string
  /** Stops a download; the promise then rejects with an AbortError. */
  signal?: AbortSignal
  /** Called during a download. */
  onProgress?: (progress: InstallProgress) => void
  /** The files of a folder. All users of one cache must pass the same list. */
  readonly files: readonly SnapshotFile[]
  /** The hint for a missing required file. */
  readonly layout: string
}

/** The place of a repository in the cache. */
interface Place {
  readonly id: HubId
  readonly client: HubClient
  readonly folder: string
}

/**
 * Returns the folder with a repository's files, named after its commit: from the cache if the files are undamaged, else
 * downloaded into it. One process downloads while others wait.
 *
 * @throws see {@link resolveModel}
 */
export async function fetchSnapshot(id: HubId, options: FetchSnapshotOptions): Promise<string> {
  const client = new HubClient(options.signal)
  const cache = options.cache ?? join(cacheDirectory(), 'hub')
  const folder = join(cache, client.host.replace(/\W/g, '-'), id.repository.replace('/', '--'))
  const found = await findCached(folder, id.revision)
  if (found !== undefined) return found
  if (options.download === false || client.offline) throw notCached(id, client.offline)
  return await download({ id, client, folder }, options)
}

async function findCached(folder: string, revision: string): Promise<string | undefined> {
  const commit = await readRevision(folder, revision)
  if (commit === undefined) return undefined
  const snapshot = join(folder, commit)
  return (await checkInstalledFolder(snapshot)).state === 'ready' ? snapshot : undefined
}

async function download({ id, client, folder }: Place, options: FetchSnapshotOptions): Promise<string> {
  const commit = await client.resolveRevision(id)
  const snapshot = join(folder, commit)
  const { signal } = options
  const fill = (files: string) => downloadFiles(files, { ...id, revision: commit }, client, options)
  await installFolder(snapshot, { signal, fill })
  await writeRevision(folder, id.revision, commit)
  return snapshot
}

async function downloadFiles(
  folder: string,
  id: HubId,
  client: HubClient,
  options: FetchSnapshotOptions,
): Promise<Manifest> {
  const files: InstalledFile[] = []
  for (const { name, limit, required = true } of options.files) {
    const response = await client.openFile(id, name)
    if (response === undefined && required) {
      throw new EnvironmentError(`${id.repository} has no ${name}`, { hint: options.layout })
    }
    if (response === undefined) continue
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await downloadFile(response, { ...options, path, name, limit })
    files.push(await describeFile(folder, name))
  }
  return { files }
}

function notCached({ repository, revision }: HubId, offline: boolean): EnvironmentError {
  const why = offline ? 'HF_HUB_OFFLINE forbids downloads' : 'downloads are turned off'
  return new EnvironmentError(`${repository}@${revision} is not in the cache, and ${why}`, {
    hint: 'Download it once with the network allowed, or pass the path of a copy.',
  })
}
