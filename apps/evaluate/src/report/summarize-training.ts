import { mean } from '@dfpir/core'
import type { StepEntry } from '@dfpir/trainer'
import type { Training } from './run.js'

/** A training in a few numbers; those of its log. What is not known is left out. */
export interface TrainingSummary {
  /** Steps that were logged. */
  readonly steps: number
  /** Steps in all. */
  readonly plannedSteps?: number
  readonly parameters?: number
  /** Mean of the last ten entries of the log, which are a hundred steps. */
  readonly loss?: number
  /** The mean of the tasks' PSNR in the last validation. */
  readonly psnr?: number
  readonly best?: { readonly step: number; readonly psnr: number }
  /** Wall-clock time of all processes that came to the steps in the log. */
  readonly seconds: number
  /** The median over the log. */
  readonly imagesPerSecond?: number
  /** The share of that time that steps waited for their pictures. */
  readonly waitShare?: number
  readonly peakRssBytes?: number
}

/** Entries whose mean is the loss: as many as the trainer's own is the mean of. */
const lastEntries = 10

/** What a training's log amounts to. */
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

/** Each process counts from its own start: where the time goes back, another one began. */
function secondsOf(steps: readonly StepEntry[]): number {
  const ends = steps.filter(({ seconds }, index) => !(steps[index + 1]?.seconds > seconds))
  return ends.reduce((sum, { seconds }) => sum + seconds, 0)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2
}
