import { UsageError } from '@dfpir/core'

/** Another budget than the preset's, as texts from a command line. */
export interface StudyBudget {
  /** Steps per trial. */
  readonly steps?: string
  /** Number of seeds: 0, 1, … */
  readonly seeds?: string
}

/**
 * Returns the content of the study's sweep file: the preset `study` with a budget.
 *
 * @throws UsageError for a number that is not whole and above 0
 */
export function studySweep({ steps, seeds }: StudyBudget): Readonly<Record<string, unknown>> {
  return {
    preset: 'study',
    ...(steps !== undefined && { base: { steps: count('steps', steps) } }),
    ...(seeds !== undefined && { seeds: Array.from({ length: count('seeds', seeds) }, (_, seed) => seed) }),
  }
}

function count(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new UsageError(`--${name} must be a whole number above 0, got ${text}`)
}
