import { type Task, tasks } from '@dfpir/core'
import type { Observation } from './observation.js'

/** The levels that networks are measured at. */
const levels = [15, 25, 50] as const

/** How pictures of one kind were judged. */
export interface KindResult {
  readonly kind: string
  readonly pictures: number
  /** How many would be repaired in every way that they need. */
  readonly right: number
  /** How many would be altered in a way that they do not need, whatever else is done. */
  readonly wronglyAltered: number
  readonly leftAlone: number
  /** How often each task was found. */
  readonly found: Readonly<Record<Task, number>>
}

export interface Measurement {
  readonly kinds: readonly KindResult[]
  /** Of the pictures noised at 15, 25 or 50, the share whose own level is the nearest of the three to the estimate. */
  readonly nearestLevel: number
  /** Root of the mean squared error of the noise's level, relative to it. */
  readonly relativeSigmaError: number
}

/** What a detector's judgements are worth. */
export function measureDetector(observations: readonly Observation[]): Measurement {
  const kinds = [...new Set(observations.map(({ kind }) => kind))]
  return {
    kinds: kinds.map(kind =>
      kindResult(
        kind,
        observations.filter(one => one.kind === kind),
      ),
    ),
    ...noiseLevels(observations.filter(({ sigma }) => sigma !== undefined)),
  }
}

function kindResult(kind: string, these: readonly Observation[]): KindResult {
  const count = (test: (one: Observation) => boolean) => these.filter(test).length
  return {
    kind,
    pictures: these.length,
    right: count(({ truth, found }) => truth.every(task => found.tasks.includes(task))),
    wronglyAltered: count(({ truth, found }) => found.tasks.some(task => !truth.includes(task))),
    leftAlone: count(({ found }) => found.tasks.length === 0),
    found: Object.fromEntries(tasks.map(task => [task, count(({ found }) => found.tasks.includes(task))])) as Record<
      Task,
      number
    >,
  }
}

function noiseLevels(noisy: readonly Observation[]): Pick<Measurement, 'nearestLevel' | 'relativeSigmaError'> {
  const standard = noisy.filter(({ sigma }) => levels.some(level => level === sigma))
  const squares = noisy.map(({ sigma, found }) => (found.sigma / sigma! - 1) ** 2)
  const right = standard.filter(({ sigma, found }) => nearestTo(found.sigma) === sigma)
  return {
    nearestLevel: right.length / standard.length,
    relativeSigmaError: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length),
  }
}

function nearestTo(sigma: number): number {
  return [...levels].sort((a, b) => Math.abs(a - sigma) - Math.abs(b - sigma))[0]
}
