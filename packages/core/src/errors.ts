const marker = Symbol.for('dfpir.error')

/** What to show beside the message. */
export interface ErrorDetails {
  /** What the reader can do about it, as a sentence. */
  hint?: string
  cause?: unknown
}

/**
 * Base of every error that is meant to be read by a person. Its message says what was expected and what came;
 * `hint` says what to do. Commands print both without a stack trace.
 */
export class DfpirError extends Error {
  readonly [marker] = true
  readonly hint: string | undefined

  constructor(message: string, { hint, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.hint = hint
  }

  /** True for errors of this family, also across duplicated packages. */
  static isInstance(error: unknown): error is DfpirError {
    return typeof error === 'object' && error !== null && marker in error
  }
}

/** A wrong argument, option or configuration key: the caller must change the call. Commands exit with 2. */
export class UsageError extends DfpirError {}

/** A file or tensor whose content is not what it must be. Commands exit with 1. */
export class DataError extends DfpirError {}

/** Something that this machine lacks: an engine, a library, disk space, the network. Commands exit with 1. */
export class EnvironmentError extends DfpirError {}
