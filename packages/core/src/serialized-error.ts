import { DataError, DfpirError, EnvironmentError, UsageError } from './errors.js'

/** An error as data, because threads and processes pass on neither the classes nor the fields of errors. */
export interface SerializedError {
  readonly kind: 'UsageError' | 'DataError' | 'EnvironmentError' | 'Error'
  readonly message: string
  readonly hint?: string
}

const kinds = { UsageError, DataError, EnvironmentError }

/** Converts an error to data. Any other thrown value becomes text. */
export function serializeError(error: unknown): SerializedError {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const kind = Object.hasOwn(kinds, name) ? (name as keyof typeof kinds) : 'Error'
  return { kind, message, ...(error instanceof DfpirError && { hint: error.hint }) }
}

/** Restores the error, with its class. */
export function deserializeError({ kind, message, hint }: SerializedError): Error {
  return kind === 'Error' ? new Error(message) : new kinds[kind](message, { hint })
}
