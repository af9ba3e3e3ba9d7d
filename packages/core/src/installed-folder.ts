import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { writeFileAtomic } from './write-file.js'

const manifestName = 'manifest.json'

/** A file of an installed folder. */
export interface InstalledFile {
  /** Its path within the folder. */
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  /** Its modification time in milliseconds. If recorded, a file with another time is hashed again. */
  readonly modified?: number
}

/**
 * The files of an installed folder, and their source. Written last, so a folder without a manifest is not installed.
 */
export interface Manifest {
  readonly files: readonly InstalledFile[]
  readonly [origin: string]: unknown
}

/** The state of an installed folder: its manifest, or the reason why it cannot be used. */
export type FolderState =
  | { readonly state: 'ready'; readonly manifest: Manifest }
  | { readonly state: 'missing' }
  | { readonly state: 'broken'; readonly reason: string }

/** Writes the manifest of a folder whose files have just been checked. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFileAtomic(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Compares a folder's files with its manifest: all sizes, and the hashes of files whose recorded time changed. */
export async function checkInstalledFolder(folder: string): Promise<FolderState> {
  const exists = await stat(folder).catch(() => undefined)
  if (!exists) return { state: 'missing' }
  const manifest = await readManifest(folder)
  if (!manifest) return { state: 'broken', reason: `${manifestName} is missing or unreadable` }
  const faults = await Promise.all(manifest.files.map(file => faultOf(folder, file)))
  const reason = faults.find(fault => fault !== undefined)
  return reason === undefined ? { state: 'ready', manifest } : { state: 'broken', reason }
}

/** The manifest's entry for a file of a folder. */
export async function describeFile(folder: string, name: string): Promise<InstalledFile> {
  const path = join(folder, name)
  const { size, mtimeMs } = await stat(path)
  return { name, bytes: size, sha256: await fileSha256(path), modified: mtimeMs }
}

/** The SHA-256 of a file, in hexadecimal digits. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function faultOf(folder: string, { name, bytes, sha256, modified }: InstalledFile): Promise<string | undefined> {
  const path = join(folder, name)
  const found = await stat(path).catch(() => undefined)
  if (!found) return `${name} is missing`
  if (found.size !== bytes) return `${name} has ${found.size} bytes instead of ${bytes}`
  if (modified === undefined || modified === found.mtimeMs) return undefined
  return (await fileSha256(path)) === sha256 ? undefined : `${name} has changed`
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(join(folder, manifestName), 'utf8'))
    return isManifest(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null || !('files' in value)) return false
  return Array.isArray(value.files) && value.files.length > 0 && value.files.every(isInstalledFile)
}

function isInstalledFile(value: unknown): value is InstalledFile {
  if (typeof value !== 'object' || value === null) return false
  return 'name' in value && 'bytes' in value && typeof value.name === 'string' && typeof value.bytes === 'number'
}
