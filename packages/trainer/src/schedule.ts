import type { PhaseOptions } from './config.js'

export interface ScheduleOptions {
  readonly schedule: 'cosine' | 'constant'
  readonly warmup: number
  readonly minLearningRate: number
}

/**
 * The learning rate of a step (0-based) within a phase of `total` steps: a linear rise over `warmup` steps, then
 * constant or the half cosine of Loshchilov and Hutter (2017) from the phase's rate down to `minLearningRate`.
 */
export function learningRate(step: number, total: number, base: number, options: ScheduleOptions): number {
  const { schedule, warmup, minLearningRate } = options
  if (step < warmup) return (base * (step + 1)) / warmup
  if (schedule === 'constant') return base
  const lowest = Math.min(minLearningRate, base)
  const position = (step - warmup) / Math.max(1, total - warmup)
  return lowest + ((base - lowest) * (1 + Math.cos(Math.PI * position))) / 2
}

/** A phase with its place in the whole run. */
export interface PhasePlan extends PhaseOptions {
  readonly index: number
  readonly steps: number
  /** The first step of the phase, counted over the whole run. */
  readonly first: number
}

/** Lays the phases end to end; an epoch visits every sample once. */
export function planPhases(phases: readonly PhaseOptions[], samplesPerEpoch: number): PhasePlan[] {
  let first = 0
  return phases.map((phase, index) => {
    const perEpoch = Math.max(1, Math.floor(samplesPerEpoch / phase.batch))
    const steps = phase.steps ?? (phase.epochs ?? 0) * perEpoch
    const plan = { ...phase, index, steps, first }
    first += steps
    return plan
  })
}
