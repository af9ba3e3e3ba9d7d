import { must } from '@dfpir/datasets'
import { z } from 'zod'

/** A length in steps, or in epochs: `30 epochs`. */
const duration = z.union(
  [z.int().positive({ abort: true }), z.string().regex(/^[1-9]\d* epochs?$/, { abort: true })],
  must('a number of steps, or of epochs such as "30 epochs"'),
)

type Duration = z.infer<typeof duration>

/** Whether the rate changes with each step, or at the end of each epoch, as PyTorch's schedulers often do. */
const per = z.enum(['step', 'epoch']).default('step')

const kinds = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('constant') }),
    /** Falls to the lowest rate within the given time, by default that of the phase. */
    z.strictObject({ type: z.enum(['cosine', 'linear']), over: duration.optional(), per }),
    /** Successive cosines, each `growth` times as long as the previous one. */
    z.strictObject({ type: z.literal('restarts'), first: duration, growth: z.number().min(1).default(1), per }),
    /** Multiplies the rate by `factor` after every `every` steps. */
    z.strictObject({ type: z.literal('steps'), every: duration, factor: z.number().gt(0).lt(1).default(0.1) }),
  ],
  must('one of constant, cosine, linear, restarts, steps'),
)

/** How the learning rate of a phase changes. A plain name is a type without further keys. */
export const scheduleSchema = z.preprocess(value => (typeof value === 'string' ? { type: value } : value), kinds)

export type Schedule = z.output<typeof kinds>

export interface ScheduleOptions {
  readonly schedule: Schedule
  readonly warmup: number
  readonly minLearningRate: number
}

/** The properties of a phase that determine its learning rate. */
export interface SchedulePhase {
  readonly steps: number
  readonly learningRate: number
  /** @default all steps */
  readonly stepsPerEpoch?: number
}

/**
 * Returns the learning rate of a step (0-based) within a phase: a linear rise over `warmup` steps, then the schedule
 * between the phase's rate and `minLearningRate`. The cosine is the half cosine of Loshchilov and Hutter (2017), and
 * `restarts` is their SGDR.
 */
export function learningRate(step: number, phase: SchedulePhase, options: ScheduleOptions): number {
  const { learningRate: base, steps } = phase
  const { schedule, warmup, minLearningRate } = options
  if (step < warmup) return (base * (step + 1)) / warmup
  if (schedule.type === 'constant') return base
  const lowest = Math.min(minLearningRate, base)
  if (schedule.type === 'steps') {
    return Math.max(lowest, base * schedule.factor ** Math.floor((step - warmup) / stepsOf(schedule.every, phase)))
  }
  const unit = schedule.per === 'epoch' ? stepsOf('1 epoch', phase) : 1
  const passed = Math.floor((step - warmup) / unit) * unit
  if (schedule.type === 'restarts') {
    const place = placeInCycle(passed, stepsOf(schedule.first, phase), schedule.growth)
    return lowest + (base - lowest) * halfCosine(place)
  }
  const over = schedule.over === undefined ? Math.max(1, steps - warmup) : stepsOf(schedule.over, phase)
  const place = Math.min(1, passed / over)
  return lowest + (base - lowest) * (schedule.type === 'linear' ? 1 - place : halfCosine(place))
}

function stepsOf(length: Duration, { steps, stepsPerEpoch = steps }: SchedulePhase): number {
  return typeof length === 'number' ? length : Number.parseInt(length, 10) * stepsPerEpoch
}

/** Falls from 1 at 0 to 0 at 1. */
function halfCosine(place: number): number {
  return (1 + Math.cos(Math.PI * place)) / 2
}

/** Returns the position of a step in its cycle, from 0 to 1. */
function placeInCycle(step: number, first: number, growth: number): number {
  let [rest, length] = [step, first]
  while (rest >= length) {
    rest -= length
    length *= growth
  }
  return rest / length
}

/** A phase of training with its own patch, batch and learning rate. */
export interface PhaseOptions {
  readonly patch: number
  readonly batch: number
  readonly learningRate: number
  readonly steps?: number
  readonly epochs?: number
}

/** A phase with its place in the whole run. */
export interface PhasePlan extends PhaseOptions {
  readonly index: number
  readonly steps: number
  readonly stepsPerEpoch: number
  /** The first step of the phase, counted over the whole run. */
  readonly first: number
}

/** Places the phases one after the other. An epoch visits every sample once. */
export function planPhases(phases: readonly PhaseOptions[], samplesPerEpoch: number): PhasePlan[] {
  let first = 0
  return phases.map((phase, index) => {
    const stepsPerEpoch = Math.max(1, Math.floor(samplesPerEpoch / phase.batch))
    const steps = phase.steps ?? (phase.epochs ?? 0) * stepsPerEpoch
    const plan = { ...phase, index, steps, stepsPerEpoch, first }
    first += steps
    return plan
  })
}
