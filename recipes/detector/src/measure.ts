import { type Task, tasks } from '@dfpir/core'
import type { Observation } from './observation.js'

/** Standard noise levels. */
const levels = [15, 25, 50] as const

/** The results for pictures of one kind. */
export interface KindResult {
  readonly kind: string
  readonly pictures: number
  /** Number of pictures for which all needed repairs were chosen. */
  readonly right: number
  /** Number of pictures for which an unneeded repair was chosen. */
  readonly wronglyAltered: number
  readonly leftAlone: number
  /** Number of detections of each task. */
  readonly found: Readonly<Record<Task, number>>
}

export interface Measurement {
  readonly kinds: readonly KindResult[]
  /** Share of the pictures with noise of 15, 25 or 50 whose level is the nearest of the three to the estimate. */
  readonly nearestLevel: number
  /** Relative root mean square error of the noise level. */
  readonly relativeSigmaError: number
}

/** Measures the quality of a detector's results. */
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
