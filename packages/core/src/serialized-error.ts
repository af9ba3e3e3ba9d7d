import { DataError, DfpirError, EnvironmentError, UsageError } from './errors.js'

/** An error as it passes between threads or processes, which keep neither classes nor fields of errors. */
export interface SerializedError {
  readonly kind: 'UsageError' | 'DataError' | 'EnvironmentError' | 'Error'
  readonly message: string
  readonly hint?: string
}

const kinds = { UsageError, DataError, EnvironmentError }

/** What is kept of an error; anything that is none is told as a text. */
export function serializeError(error: unknown): SerializedError {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const kind = Object.hasOwn(kinds, name) ? (name as keyof typeof kinds) : 'Error'
  return { kind, message, ...(error instanceof DfpirError && { hint: error.hint }) }
}

/** The error again, of the class that it had. */
export function deserializeError({ kind, message, hint }: SerializedError): Error {
  return kind === 'Error' ? new Error(message) : new kinds[kind](message, { hint })
}
