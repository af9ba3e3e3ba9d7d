import type { OutcomeGroup } from '@dfpir/ablation'
import { spread } from '@dfpir/core'

/** A difference of two variants over seeds that both have finished. */
export interface SeedDifference {
  /** The mean over seeds, in dB. */
  readonly mean: number
  /** Half the width of its 95 % confidence interval. */
  readonly margin: number
  readonly seeds: number
}

/** Student's t for 97.5 % with 1, 2, … degrees of freedom. More seeds use the last one, which is slightly too wide. */
const student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]

/**
 * The difference of the mean PSNR of two variants, a − b, or of the PSNR on one set. It is taken seed by seed: trials with
 * the same seed see the same patches, so part of the noise cancels. Undefined with fewer than two common seeds, which show no
 * spread.
 */
export function seedDifference(a: OutcomeGroup, b: OutcomeGroup, set?: number): SeedDifference | undefined {
  const [first, second] = [psnrBySeed(a, set), psnrBySeed(b, set)]
  const differences = [...first].flatMap(([seed, psnr]) => {
    const other = second.get(seed)
    return other === undefined ? [] : [psnr - other]
  })
  const { mean, deviation } = spread(differences)
  const seeds = differences.length
  if (deviation === undefined) return undefined
  return { mean, margin: (student[Math.min(seeds - 1, student.length) - 1] * deviation) / Math.sqrt(seeds), seeds }
}

function psnrBySeed({ outcomes }: OutcomeGroup, set: number | undefined): Map<number, number> {
  return new Map(
    outcomes.flatMap(({ trial, result }) =>
      result ? [[trial.seed, set === undefined ? result.psnr : result.sets[set].psnr] as const] : [],
    ),
  )
}

/** Whether the confidence interval excludes 0. */
export function exceedsNoise({ mean, margin }: SeedDifference): boolean {
  return Math.abs(mean) > margin
}
