import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { knownOutcomes, readSweepRecord, type Sweep, type TrialOutcome, trialFolder } from '@dfpir/ablation'
import { DataError } from '@dfpir/core'
import { z } from 'zod'
import { readTraining } from './read-training.js'
import type { SweepRun, SweepTrial } from './run.js'

/**
 * Reads a sweep from its folder: the trials of its last start, finished or not.
 *
 * @throws DataError if its record or the result of a trial cannot be read
 */
export async function readSweepRun(folder: string): Promise<Omit<SweepRun, 'name' | 'path'>> {
  const sweep = (await readSweepRecord(folder)) as Sweep // exists: checked by the caller
  const errors = await readErrors(folder)
  const outcomes = (await readOutcomes(sweep)).map((outcome): TrialOutcome => {
    const message = errors.get(outcome.trial.id)
    return outcome.result || message === undefined ? outcome : { ...outcome, error: new DataError(message) }
  })
  const trials = await Promise.all(sweep.trials.map(trial => readTrial(sweep, trial)))
  return { kind: 'sweep', sweep, outcomes, trials }
}

async function readOutcomes(sweep: Sweep): Promise<TrialOutcome[]> {
  return knownOutcomes(sweep).catch(cause => {
    throw new DataError(`cannot read the result of a trial in ${sweep.output}: ${cause.message}`, { cause })
  })
}

async function readTrial({ output }: Sweep, trial: Sweep['trials'][number]): Promise<SweepTrial> {
  const folder = trialFolder(output, trial.id)
  return existsSync(folder) ? { trial, training: await readTraining(folder) } : { trial }
}

const failures = z.object({ trials: z.array(z.object({ id: z.string(), error: z.string().optional() })) })

/** Reads why trials failed in the last run of the sweep. Empty if that run has not ended. */
async function readErrors(folder: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { trials } = failures.parse(JSON.parse(await readFile(join(folder, 'results.json'), 'utf8')))
    return new Map(trials.flatMap(({ id, error }) => (error === undefined ? [] : [[id, error] as const])))
  } catch {
    return new Map()
  }
}
