import { DataError } from './errors.js'
import { systemReason } from './system-reason.js'

/** The error for a file that could not be read, from the file system's error. */
export function readFailure(path: string, cause: unknown): DataError {
  return new DataError(`cannot read ${path}: ${systemReason(cause)}`, {
    cause,
    hint: 'Check the path and its permissions.',
  })
}
