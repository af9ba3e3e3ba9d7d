import type { TrialOutcome } from '@dfpir/ablation'
import { DfpirError } from '@dfpir/core'

/** Some trials failed, and the table lacks them; says which and why, a line for each. */
export class FailedTrials extends DfpirError {
  constructor(outcomes: readonly TrialOutcome[]) {
    const failed = outcomes.filter(({ error }) => error)
    const reasons = failed.map(({ trial: { name, seed }, error }) => `\n  ${name}, seed ${seed}: ${error?.message}`)
    super(`${failed.length} of ${outcomes.length} trials failed:${reasons.join('')}`, {
      hint: 'The same command runs them again, and none of the others.',
    })
  }
}
