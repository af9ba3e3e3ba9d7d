import { groupOutcomes } from './group-outcomes.js'
import type { TrialOutcome } from './run-sweep.js'

/** The outcomes of the trials as plain data. In JSON, unknown and infinite values are `null`. */
export function ablationJson(outcomes: readonly TrialOutcome[]) {
  return {
    trials: outcomes.map(({ trial: { id, name, overrides, seed }, result, error }) => ({
      ...{ id, name, overrides, seed, psnr: result?.psnr ?? null, ssim: result?.ssim ?? null },
      ...(result && { input: result.input, sets: result.sets, steps: result.steps, loss: result.loss }),
      ...(error && { error: error.message }),
    })),
    ranking: groupOutcomes(outcomes)
      .filter(({ rank }) => rank !== undefined)
      .sort((a, b) => (a.rank as number) - (b.rank as number))
      .map(({ name, scores }) => ({ name, psnr: scores?.psnr, ssim: scores?.ssim })),
  }
}
