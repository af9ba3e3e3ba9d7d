import { tasks } from '@dfpir/core'
import { type Condition, conditions } from '@dfpir/detector'
import { isRight, type Observation } from './observation.js'

/** The levels that networks are measured at. */
const levels = [15, 25, 50] as const

/** How pictures of one kind were judged; shares of all of them. */
export interface KindResult {
  readonly kind: string
  readonly pictures: number
  readonly right: number
  /** Left alone although the most probable condition was a task: it was not sure enough. */
  readonly abstained: number
  /** Repaired, and in a wrong way. */
  readonly wronglyRepaired: number
}

/** A bin of confidences, and how often those in it were right. */
export interface ReliabilityBin {
  readonly from: number
  readonly pictures: number
  readonly confidence: number
  readonly right: number
}

export interface Measurement {
  readonly kinds: readonly KindResult[]
  /** Mean over the five tasks and clean of the share that was right. */
  readonly accuracy: number
  /** The same for all seven conditions. */
  readonly accuracyWithUnknown: number
  /** Of pictures noised at 15, 25 or 50, the share that was found noisy with its own level nearest to the estimate. */
  readonly nearestLevel: number
  /** Root of the mean squared error of the noise's level, relative to it. */
  readonly relativeSigmaError: number
  /** Expected calibration error over ten bins (Naeini, Cooper and Hauskrecht, AAAI 2015). */
  readonly calibrationError: number
  readonly reliability: readonly ReliabilityBin[]
  /** How often pictures of a condition (row) were found to be of another (column). */
  readonly confusion: Readonly<Record<Condition, Readonly<Record<Condition, number>>>>
}

/** What a detector's judgements are worth. */
export function measure(observations: readonly Observation[]): Measurement {
  const bins = reliability(observations)
  const errors = bins.map(
    ({ pictures, confidence, right }) => (pictures * Math.abs(confidence - right)) / observations.length,
  )
  return {
    kinds: [...new Set(observations.map(({ kind }) => kind))].map(kind => kindResult(kind, observations)),
    accuracy: balanced(observations, [...tasks, 'clean']),
    accuracyWithUnknown: balanced(observations, conditions),
    ...noiseLevels(observations),
    calibrationError: errors.reduce((sum, error) => sum + error, 0),
    reliability: bins,
    confusion: recordOf(truth =>
      recordOf(found => count(observations, one => one.truth === truth && one.found.condition === found)),
    ),
  }
}

function kindResult(kind: string, all: readonly Observation[]): KindResult {
  const these = all.filter(one => one.kind === kind)
  const unsure = ({ found }: Observation) => found.task === undefined && found.condition in taskNames
  const wrong = ({ found, truth }: Observation) => found.task !== undefined && found.task !== truth
  return {
    kind,
    pictures: these.length,
    right: share(these, isRight),
    abstained: share(these, unsure),
    wronglyRepaired: share(these, wrong),
  }
}

const taskNames = Object.fromEntries(tasks.map(name => [name, true]))

function noiseLevels(all: readonly Observation[]): Pick<Measurement, 'nearestLevel' | 'relativeSigmaError'> {
  const noisy = all.filter(({ kind, sigma }) => kind.startsWith('denoise') && sigma !== undefined)
  const standard = noisy.filter(({ kind }) => kind !== 'denoise')
  const squares = noisy.map(({ sigma, found }) => (found.sigma / sigma! - 1) ** 2)
  return {
    nearestLevel: share(standard, one => one.found.condition === 'denoise' && nearestTo(one.found.sigma) === one.sigma),
    relativeSigmaError: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length),
  }
}

function nearestTo(sigma: number): number {
  return [...levels].sort((a, b) => Math.abs(a - sigma) - Math.abs(b - sigma))[0]
}

function reliability(all: readonly Observation[]): ReliabilityBin[] {
  const bins = Array.from({ length: 10 }, (_, i) =>
    all.filter(({ found }) => Math.min(9, Math.floor(found.confidence * 10)) === i),
  )
  return bins.flatMap((these, i) => {
    const confidence = these.reduce((sum, { found }) => sum + found.confidence, 0) / these.length
    return these.length === 0
      ? []
      : [{ from: i / 10, pictures: these.length, confidence, right: share(these, isRight) }]
  })
}

function balanced(all: readonly Observation[], names: readonly Condition[]): number {
  const shares = names.map(name =>
    share(
      all.filter(({ truth }) => truth === name),
      isRight,
    ),
  )
  return shares.reduce((sum, one) => sum + one, 0) / names.length
}

function share(these: readonly Observation[], test: (one: Observation) => boolean): number {
  return count(these, test) / these.length
}

function count(these: readonly Observation[], test: (one: Observation) => boolean): number {
  return these.filter(test).length
}

function recordOf<T>(value: (name: Condition) => T): Record<Condition, T> {
  return Object.fromEntries(conditions.map(name => [name, value(name)])) as Record<Condition, T>
}
