import { type Spread, spread } from '@dfpir/core'
import type { Trial } from './expand-trials.js'
import type { TrialOutcome } from './run-sweep.js'
import type { TrialResult } from './trial-result.js'

/** The spread of PSNR and SSIM over seeds. */
export interface SpreadScores {
  readonly psnr: Spread
  readonly ssim: Spread
}

/** Trials that differ only in their seeds. */
export interface OutcomeGroup extends Pick<Trial, 'name' | 'overrides'> {
  readonly outcomes: readonly TrialOutcome[]
  /** Means over the completed trials; undefined if there are none. */
  readonly scores?: SpreadScores
  /** The same by set, in the order of the results. */
  readonly sets: readonly (SpreadScores & { readonly title: string })[]
  /** 1 for the highest mean PSNR of all groups. */
  readonly rank?: number
}

/** Groups trials that differ only in their seeds, in the order of the sweep, with means and ranks. */
export function groupOutcomes(outcomes: readonly TrialOutcome[]): OutcomeGroup[] {
  const names = [...new Set(outcomes.map(({ trial }) => trial.name))]
  const groups = names.map(name => groupOf(outcomes.filter(({ trial }) => trial.name === name)))
  const better = (than: number) => groups.filter(({ scores }) => scores && scores.psnr.mean > than).length
  return groups.map(group => ({ ...group, ...(group.scores && { rank: 1 + better(group.scores.psnr.mean) }) }))
}

function groupOf(outcomes: readonly TrialOutcome[]): OutcomeGroup {
  const [{ trial }] = outcomes
  const results = outcomes.flatMap(({ result }) => result ?? [])
  const titles = results[0]?.sets.map(({ title }) => title) ?? []
  return {
    name: trial.name,
    overrides: trial.overrides,
    outcomes,
    ...(results.length > 0 && { scores: spreadScores(results) }),
    sets: titles.map((title, index) => ({ title, ...spreadScores(results.map(({ sets }) => sets[index])) })),
  }
}

function spreadScores(scores: readonly Pick<TrialResult, 'psnr' | 'ssim'>[]): SpreadScores {
  return { psnr: spread(scores.map(({ psnr }) => psnr)), ssim: spread(scores.map(({ ssim }) => ssim)) }
}
