import { DfpirError } from '@dfpir/core'
import type { FailedImage } from './evaluate-set.js'
import type { ModelScores } from './score-table.js'

/** Some pictures could not be measured and the means exclude them. The message lists them and the reasons, a line each. */
export class PartialEvaluation extends DfpirError {
  constructor(failed: readonly FailedImage[], total: number) {
    const reasons = failed.map(({ name, error }) => `\n  ${name}: ${error.message}`)
    super(`${failed.length} of ${total} pictures could not be measured, the means are without them:${reasons.join('')}`)
  }
}

/**
 * Checks that every picture was measured.
 *
 * @param total how many pictures each model was given
 * @throws PartialEvaluation when some were not.
 */
export function requireComplete(models: readonly ModelScores[], total: number): void {
  const failed = models.flatMap(({ model, columns }) =>
    columns.flatMap(({ title, result }) => {
      const where = [...(models.length > 1 ? [model] : []), ...(columns.length > 1 ? [title] : [])]
      return (result?.failed ?? []).map(({ name, error }) => ({ name: [...where, name].join(': '), error }))
    }),
  )
  if (failed.length > 0) throw new PartialEvaluation(failed, total * models.length)
}
