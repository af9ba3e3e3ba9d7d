import { EnvironmentError } from '@dfpir/core'

/** The error for a cache folder that cannot be made or written. */
export function folderError(path: string, cause: unknown): EnvironmentError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const hint = 'Set DFPIR_CACHE to a folder that can be written.'
  return new EnvironmentError(`cannot write ${path}: ${reason}`, { cause, hint })
}
