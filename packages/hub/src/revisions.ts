import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@dfpir/core/node'

/** The commit that a revision pointed to when it was downloaded; a full commit is returned unchanged. */
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
