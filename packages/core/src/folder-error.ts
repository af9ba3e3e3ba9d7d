import { EnvironmentError } from './errors.js'
import { systemReason } from './system-reason.js'

/** The error for a cache folder that cannot be made or written. */
export function folderError(path: string, cause: unknown): EnvironmentError {
  const hint = 'Set DFPIR_CACHE to a folder that can be written.'
  return new EnvironmentError(`cannot write ${path}: ${reason(cause)}`, { cause, hint })
}

function reason(cause: unknown): string {
  // Node says ENOENT when it is refused a missing parent, as on a read-only file system.
  return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'the folder cannot be made there' : systemReason(cause)
}
