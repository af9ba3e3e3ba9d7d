import { DfpirError } from '@dfpir/core'

/** A file that was asked for and could not be dealt with. */
export interface FailedFile {
  readonly input: string
  readonly error: DfpirError
}

/** Some pictures could not be restored, or whatever was to be done to them; says which and why, a line for each. */
export class PartialFailure extends DfpirError {
  constructor(failed: readonly FailedFile[], total: number, done = 'restored') {
    const reasons = failed.map(
      ({ input, error: { message } }) => `\n  ${message.includes(input) ? message : `${input}: ${message}`}`,
    )
    super(`${failed.length} of ${total} pictures could not be ${done}:${reasons.join('')}`)
  }
}
