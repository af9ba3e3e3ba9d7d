import { EnvironmentError } from './errors.js'
import { systemReason } from './system-reason.js'

/** The error for a file that could not be written, from the file system's error. */
export function writeError(path: string, cause: unknown): EnvironmentError {
  const hint = 'Choose another place or free some space.'
  return new EnvironmentError(`cannot write ${path}: ${systemReason(cause)}`, { cause, hint })
}
