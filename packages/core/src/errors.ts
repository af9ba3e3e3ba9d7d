const marker = Symbol.for('dfpir.error')

/** Details of an error beyond its message. */
export interface ErrorDetails {
  /** What the reader can do about it, as a sentence. */
  hint?: string
  cause?: unknown
}

/**
 * Base of every error that a person is meant to read. The message states what was expected and what was found; `hint`
 * says what to do. Commands print both without a stack trace.
 */
export class DfpirError extends Error {
  readonly [marker] = true
  readonly hint: string | undefined

  constructor(message: string, { hint, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.hint = hint
  }

  /** True for errors of this family, even from a second copy of the package. */
  static isInstance(error: unknown): error is DfpirError {
    return typeof error === 'object' && error !== null && marker in error
  }
}

/** A wrong argument, option or configuration key: the caller must change the call. Commands exit with 2. */
export class UsageError extends DfpirError {}

/** A file or tensor with invalid content. Commands exit with 1. */
export class DataError extends DfpirError {}

/** Something that this machine lacks, such as an engine, a library, disk space or the network. Commands exit with 1. */
export class EnvironmentError extends DfpirError {}
