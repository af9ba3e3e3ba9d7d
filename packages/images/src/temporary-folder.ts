import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError, type Resource, resource } from '@dfpir/core'
import { removeOnExit, systemReason } from '@dfpir/core/node'

/** A folder that only this user can read, and that goes when the process ends. */
export interface TemporaryFolder extends Resource {
  readonly path: string
}

/**
 * A new folder in the system's folder for temporary files (`TMPDIR`).
 *
 * @throws EnvironmentError where no folder can be made there.
 */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'dfpir-')).catch((cause: unknown) => {
    throw temporaryFileError(cause)
  })
  const settled = removeOnExit(path)
  return {
    path,
    ...resource(async () => {
      await rm(path, { recursive: true, force: true })
      settled()
    }),
  }
}

/** The error for a temporary file that cannot be written. */
export function temporaryFileError(cause: unknown): EnvironmentError {
  const reason = isDiskFull(cause) ? 'the disk is full' : systemReason(cause)
  return new EnvironmentError(`cannot write temporary files in ${tmpdir()}: ${reason}`, {
    cause,
    hint: 'Large pictures are kept in files while they are worked on: make room, or set TMPDIR to another folder.',
  })
}

/** True when libvips says, among other things, that it found no room for what it writes. */
export function isDiskFull(cause: unknown): boolean {
  return /no space left/i.test(String(cause))
}
