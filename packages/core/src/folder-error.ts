import { EnvironmentError } from './errors.js'
import { systemReason } from './system-reason.js'

/** The error for a cache folder that cannot be created or written. */
export function folderError(path: string, cause: unknown): EnvironmentError {
  const hint = 'Set DFPIR_CACHE to a writable folder.'
  return new EnvironmentError(`cannot write ${path}: ${reason(cause)}`, { cause, hint })
}

function reason(cause: unknown): string {
  // Node reports ENOENT if it may not create a missing parent, as on a read-only file system.
  return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'the folder cannot be created' : systemReason(cause)
}
