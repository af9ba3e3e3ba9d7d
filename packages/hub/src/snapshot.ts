import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { writeFileAtomic } from '@dfpir/core/node'
import { z } from 'zod'

const manifestName = 'manifest.json'
const manifestSchema = z.object({
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string(), modified: z.number() })).min(1),
})
type FileState = z.infer<typeof manifestSchema>['files'][number]

/** Notes the files of a folder, which were just checked: sizes, times and SHA-256. */
export async function writeSnapshotManifest(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
  const names = paths.filter(name => name !== manifestName)
  const files = await Promise.all(names.map(name => fileState(folder, name)))
  await writeFileAtomic(join(folder, manifestName), `${JSON.stringify({ files }, undefined, 2)}\n`)
}

/** True for a folder whose files are as they were noted. Those whose time or size changed are hashed again. */
export async function checkSnapshot(folder: string): Promise<boolean> {
  try {
    const { files } = manifestSchema.parse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')))
    const checks = await Promise.all(files.map(file => isUnchanged(folder, file)))
    return checks.every(Boolean)
  } catch {
    return false // missing or damaged: it is fetched again
  }
}

async function isUnchanged(folder: string, file: FileState): Promise<boolean> {
  const { size, mtimeMs } = await stat(join(folder, file.name))
  if (size !== file.bytes) return false
  return mtimeMs === file.modified || (await sha256(join(folder, file.name))) === file.sha256
}

async function fileState(folder: string, name: string): Promise<FileState> {
  const path = join(folder, name)
  const { size, mtimeMs } = await stat(path)
  return { name, bytes: size, sha256: await sha256(path), modified: mtimeMs }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** The commit that a revision was when it was downloaded; a full commit is itself. */
export async function readRevision(folder: string, revision: string): Promise<string | undefined> {
  if (isCommit(revision)) return revision
  const text = await readFile(revisionPath(folder, revision), 'utf8').catch(() => '')
  return isCommit(text.trim()) ? text.trim() : undefined
}

export async function writeRevision(folder: string, revision: string, commit: string): Promise<void> {
  if (!isCommit(revision)) await writeFileAtomic(revisionPath(folder, revision), `${commit}\n`)
}

/** True for a full commit id of Git. */
export function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text)
}

function revisionPath(folder: string, revision: string): string {
  return join(folder, 'revisions', encodeURIComponent(revision))
}
