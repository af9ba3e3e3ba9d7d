import { DfpirError } from '@dfpir/core'

/** A requested file that could not be processed. */
export interface FailedFile {
  readonly input: string
  readonly error: DfpirError
}

/** The error if some pictures could not be processed. Lists each of them and the reason on its own line. */
export class PartialFailure extends DfpirError {
  constructor(failed: readonly FailedFile[], total: number, done = 'restored') {
    const reasons = failed.map(
      ({ input, error: { message } }) => `\n  ${message.includes(input) ? message : `${input}: ${message}`}`,
    )
    super(`${failed.length} of ${total} pictures could not be ${done}:${reasons.join('')}`)
  }
}
