import { EnvironmentError } from './errors.js'

/** The error for a cache folder that cannot be made or written. */
export function folderError(path: string, cause: unknown): EnvironmentError {
  const hint = 'Set DFPIR_CACHE to a folder that can be written.'
  return new EnvironmentError(`cannot write ${path}: ${reason(cause)}`, { cause, hint })
}

function reason(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  // Node says ENOENT when it is refused a missing parent, as on a read-only file system.
  return code === 'ENOENT' ? 'the folder cannot be made there' : message
}
