import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError, type Resource, resource } from '@dfpir/core'
import { removeOnExit, systemReason } from '@dfpir/core/node'

/** A folder that only this user can read. It is deleted when the process ends. */
export interface TemporaryFolder extends Resource {
  readonly path: string
}

/**
 * Creates a folder in the system's folder for temporary files (`TMPDIR`).
 *
 * @throws EnvironmentError if the folder cannot be created
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
    hint: 'Free some space, or set TMPDIR to another folder. Large pictures need temporary files.',
  })
}

/** True if libvips reports, among other things, that the disk is full. */
export function isDiskFull(cause: unknown): boolean {
  return /no space left/i.test(String(cause))
}
