import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { parseTrainingConfig, train } from '@dfpir/trainer'
import type { TrialOutcome } from './run-sweep.js'
import { StepClock } from './step-clock.js'
import type { Sweep } from './sweep.js'

/** How long the trials that have not ended will take. */
export interface SweepEstimate {
  /** The median step that the estimate rests on. */
  readonly secondsPerStep: number
  /** Where it comes from. */
  readonly from: 'trials that have ended' | 'steps of the first trial'
  /** Of training alone, without compiling and measuring; a trial that has begun counts in full. */
  readonly seconds: number
}

/** Steps that are timed; the first of them is not counted. */
const timedSteps = 6

/**
 * Estimates a sweep from the steps of trials that have ended, or where there are none, from a few steps of the first
 * trial, trained in a temporary folder.
 *
 * @param steps how many each trial has
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
