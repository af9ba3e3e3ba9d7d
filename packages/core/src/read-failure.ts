import { DataError } from './errors.js'

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
}

/** The error for a file that could not be read, from what the file system threw. */
export function readFailure(path: string, cause: unknown): DataError {
  const { code, message } = toErrno(cause)
  const hint = code === 'EACCES' || code === 'EPERM' ? 'Check its permissions.' : 'Check the path.'
  return new DataError(`cannot read ${path}: ${reasons[code] ?? message}`, { cause, hint })
}

function toErrno(cause: unknown): { code: string; message: string } {
  if (typeof cause !== 'object' || cause === null) return { code: '', message: String(cause) }
  const code = 'code' in cause ? String(cause.code) : ''
  return { code, message: 'message' in cause ? String(cause.message) : String(cause) }
}
