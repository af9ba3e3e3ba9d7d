import { DfpirError } from '@dfpir/core'
import type { FailedImage } from './evaluate-set.js'
import type { ModelScores } from './score-table.js'

/**
 * The error if some pictures could not be measured, so the means exclude them. The message lists them with the reasons,
 * one per line.
 */
export class PartialEvaluation extends DfpirError {
  constructor(failed: readonly FailedImage[], total: number) {
    const reasons = failed.map(({ name, error }) => `\n  ${name}: ${error.message}`)
    super(`${failed.length} of ${total} pictures could not be measured; the means exclude them:${reasons.join('')}`)
  }
}

/**
 * Checks that every picture was measured.
 *
 * @param total the number of pictures for each model
 * @throws PartialEvaluation if some were not
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
