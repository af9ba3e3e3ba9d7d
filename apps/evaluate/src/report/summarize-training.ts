import { mean } from '@dfpir/core'
import type { StepEntry } from '@dfpir/trainer'
import type { Training } from './run.js'

/** A training in a few numbers from its log. Unknown numbers are omitted. */
export interface TrainingSummary {
  /** Number of logged steps. */
  readonly steps: number
  /** Total number of planned steps. */
  readonly plannedSteps?: number
  readonly parameters?: number
  /** Mean of the last ten log entries, which cover a hundred steps. */
  readonly loss?: number
  /** Mean PSNR over the tasks in the last validation. */
  readonly psnr?: number
  readonly best?: { readonly step: number; readonly psnr: number }
  /** Total wall-clock time of the processes that logged these steps. */
  readonly seconds: number
  /** Median over the log. */
  readonly imagesPerSecond?: number
  /** Share of the time that steps waited for their pictures. */
  readonly waitShare?: number
  readonly peakRssBytes?: number
}

/** Number of entries averaged for the loss, as in the trainer. */
const lastEntries = 10

/** Summarizes the log of a training. */
export function summarizeTraining({ steps, validations, record }: Training): TrainingSummary {
  const scores = validations.map(({ step, validation: { psnr } }) => ({ step, psnr }))
  const best = scores.reduce<TrainingSummary['best']>(
    (most, score) => (most && most.psnr >= score.psnr ? most : score),
    undefined,
  )
  const reached = Math.max(0, ...[steps.at(-1), validations.at(-1)].flatMap(entry => entry?.step ?? []))
  return {
    steps: reached,
    ...(record && { plannedSteps: record.steps, parameters: record.parameters }),
    seconds: secondsOf(steps),
    ...(best && { psnr: scores.at(-1)?.psnr, best }),
    ...(steps.length > 0 && {
      loss: mean(steps.slice(-lastEntries).map(({ loss }) => loss)),
      imagesPerSecond: median(steps.map(({ imagesPerSecond }) => imagesPerSecond)),
      waitShare: mean(steps.map(({ waitShare }) => waitShare)),
      peakRssBytes: steps.reduce((most, { rssBytes }) => Math.max(most, rssBytes), 0),
    }),
  }
}

/** Sums the time of all processes. Each counts from its own start, so a decreasing time marks a new process. */
function secondsOf(steps: readonly StepEntry[]): number {
  const ends = steps.filter(({ seconds }, index) => !(steps[index + 1]?.seconds > seconds))
  return ends.reduce((sum, { seconds }) => sum + seconds, 0)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2
}
