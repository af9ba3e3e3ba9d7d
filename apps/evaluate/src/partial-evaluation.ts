import { DfpirError } from '@dfpir/core'
import type { FailedImage } from '@dfpir/evaluation'

/** Some pictures could not be measured, and the means lack them; says which and why, a line for each. */
export class PartialEvaluation extends DfpirError {
  constructor(failed: readonly FailedImage[], total: number) {
    const reasons = failed.map(({ name, error }) => `\n  ${name}: ${error.message}`)
    super(`${failed.length} of ${total} pictures could not be measured, the means are without them:${reasons.join('')}`)
  }
}
