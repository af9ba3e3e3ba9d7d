import { EnvironmentError } from './errors.js'
import { systemReason } from './system-reason.js'

/** The error for a file that could not be written, from what the file system threw. */
export function writeError(path: string, cause: unknown): EnvironmentError {
  const hint = 'Choose another place or make room.'
  return new EnvironmentError(`cannot write ${path}: ${systemReason(cause)}`, { cause, hint })
}
