import { groupOutcomes, type TrialOutcome, type TrialResult } from '@dfpir/ablation'
import type { LogEntry } from '@dfpir/trainer'
import type { StudyVariant } from './read-study.js'

/** A trial with a PSNR, 1 dB less on its first set and 1 dB more on its second, or without a result. */
export function outcomeOf(name: string, seed: number, psnr: number | undefined): TrialOutcome {
  const trial = { id: `${name}${seed}`, name, seed, overrides: overridesOf(name), content: {} }
  return psnr === undefined ? { trial } : { trial, result: resultOf(trial.id, psnr) }
}

function overridesOf(name: string) {
  return name.startsWith('γ ') ? { gamma: Number(name.slice(2)) } : {}
}

function resultOf(id: string, psnr: number): TrialResult {
  const input = { psnr: 20, ssim: 0.5 }
  const sets = [-1, 1].map(by => ({ title: `set ${by}`, psnr: psnr + by, ssim: 0.8, pictures: 4, input }))
  return { id, evaluation: 'e', psnr, ssim: 0.8, input, sets, steps: 10, loss: 0.1, seconds: { evaluation: 2 } }
}

/** Variants with these PSNRs for the seeds 0, 1, … */
export function variantsOf(scores: Readonly<Record<string, readonly (number | undefined)[]>>): StudyVariant[] {
  const outcomes = Object.entries(scores).flatMap(([name, values]) =>
    values.map((psnr, seed) => outcomeOf(name, seed, psnr)),
  )
  return groupOutcomes(outcomes).map(group => ({
    ...group,
    logs: group.outcomes.filter(({ result }) => result).map(() => log),
  }))
}

const log: readonly LogEntry[] = [
  ...Array.from({ length: 40 }, (_, index) => ({
    ...{ step: 10 * (index + 1), loss: index < 20 ? 0.2 : 0.1, learningRate: 1e-3 },
    ...{ imagesPerSecond: 1, waitShare: 0, rssBytes: 1, seconds: index },
  })),
  {
    step: 400,
    validation: { tasks: { derain: { psnr: 27, ssim: 0.8, input: { psnr: 25, ssim: 0.7 } } }, psnr: 27 },
  },
]
