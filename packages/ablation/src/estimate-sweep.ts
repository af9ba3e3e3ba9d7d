import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { parseTrainingConfig, train } from '@dfpir/trainer'
import type { TrialOutcome } from './run-sweep.js'
import { StepClock } from './step-clock.js'
import type { Sweep } from './sweep.js'

/** An estimate of the time for the remaining trials. */
export interface SweepEstimate {
  /** The median time of a step, the basis of the estimate. */
  readonly secondsPerStep: number
  /** The source of the estimate. */
  readonly from: 'trials that have ended' | 'steps of the first trial'
  /** The time for training, without compilation and evaluation; a trial that has started counts in full. */
  readonly seconds: number
}

/** The number of steps to time; the first one does not count. */
const timedSteps = 6

/**
 * Estimates the time of a sweep from the steps of completed trials. If there are none, trains a few steps of the first
 * trial in a temporary folder.
 *
 * @param steps the number of steps of each trial
 */
export async function estimateSweep(
  sweep: Sweep,
  outcomes: readonly TrialOutcome[],
  steps: readonly number[],
): Promise<SweepEstimate> {
  const left = steps.filter((_, index) => !outcomes[index].result).reduce((sum, count) => sum + count, 0)
  const known = outcomes.flatMap(({ result }) => result?.seconds.step ?? []).sort((a, b) => a - b)
  const secondsPerStep = known[Math.floor(known.length / 2)] ?? (await timeSteps(sweep))
  const from = known.length > 0 ? 'trials that have ended' : 'steps of the first trial'
  return { secondsPerStep, from, seconds: left * secondsPerStep }
}

async function timeSteps({ trials: [trial], root }: Sweep): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-estimate-'))
  try {
    const config = parseTrainingConfig({ ...trial.content, output: folder }, root)
    const [first] = config.phases
    const short = { ...config, phases: [{ ...first, epochs: undefined, steps: timedSteps }], validate: undefined }
    const clock = new StepClock()
    await train(short, { stream: { write: () => undefined }, onStep: () => clock.tick() })
    if (clock.median === undefined) throw new EnvironmentError('no step could be timed')
    return clock.median
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
