import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@dfpir/core/node'

const manifestName = 'manifest.json'

/** One unpacked file. */
export interface ManifestFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** What an installation folder holds: written last, so that a folder without one is no installation. */
export interface Manifest {
  readonly package: string
  readonly version: string
  /** The wheels that the files came from. */
  readonly wheels: readonly { readonly file: string; readonly sha256: string }[]
  readonly files: readonly ManifestFile[]
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFileAtomic(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** The state of an installation folder: its manifest, or why it cannot be used. */
export type FolderState =
  | { readonly state: 'ready'; readonly manifest: Manifest }
  | { readonly state: 'missing' }
  | { readonly state: 'broken'; readonly reason: string }

/** Compares the files' sizes with the manifest: cheap enough for every start (the hashes are not read again). */
export async function checkFolder(folder: string): Promise<FolderState> {
  const exists = await stat(folder).catch(() => undefined)
  if (!exists) return { state: 'missing' }
  const manifest = await readManifest(folder)
  if (!manifest) return { state: 'broken', reason: `${manifestName} is missing or unreadable` }
  for (const { name, bytes } of manifest.files) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (!found) return { state: 'broken', reason: `${name} is missing` }
    if (found.size !== bytes) return { state: 'broken', reason: `${name} has ${found.size} bytes instead of ${bytes}` }
  }
  return { state: 'ready', manifest }
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
  if (typeof value !== 'object' || value === null) return false
  if (!('version' in value && 'files' in value && Array.isArray(value.files))) return false
  return typeof value.version === 'string' && value.files.length > 0 && value.files.every(isManifestFile)
}

function isManifestFile(value: unknown): value is ManifestFile {
  if (typeof value !== 'object' || value === null) return false
  return 'name' in value && 'bytes' in value && typeof value.name === 'string' && typeof value.bytes === 'number'
}
