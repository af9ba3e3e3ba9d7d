import { type Claim, claims } from './claims.js'
import type { Study, StudyVariant } from './read-study.js'
import { exceedsNoise, type SeedDifference, seedDifference } from './seed-difference.js'

/** `yes` and `no`: the difference exceeds the noise of the seeds. `open`: it does not. */
export type Verdict = 'yes' | 'no' | 'open'

/** A claim with what was measured. */
export interface JudgedClaim extends Claim {
  readonly verdict: Verdict
  /** Of the mean over the tasks. */
  readonly difference: SeedDifference
  /** By task, in the order of the results. */
  readonly tasks: readonly SeedDifference[]
}

/** Judges the claims whose two variants have at least two finished seeds in common. */
export function judgeClaims({ variants }: Pick<Study, 'variants'>): JudgedClaim[] {
  const find = (name: string) => variants.find(variant => variant.name === name)
  return claims.flatMap(claim => {
    const [variant, than] = [find(claim.variant), find(claim.than)]
    return variant && than ? judge(claim, variant, than) : []
  })
}

function judge(claim: Claim, variant: StudyVariant, than: StudyVariant): JudgedClaim[] {
  const difference = seedDifference(variant, than)
  if (difference === undefined) return []
  const tasks = variant.sets.flatMap((_, set) => seedDifference(variant, than, set) ?? [])
  const verdict = !exceedsNoise(difference) ? 'open' : difference.mean > 0 ? 'yes' : 'no'
  return [{ ...claim, verdict, difference, tasks }]
}
