import { join } from 'node:path'
import {
  groupOutcomes,
  knownOutcomes,
  type OutcomeGroup,
  readSweepRecord,
  type Sweep,
  trialFolder,
} from '@dfpir/ablation'
import { DataError } from '@dfpir/core'
import { type LogEntry, type RunRecord, readRunRecord, readTrainingLog } from '@dfpir/trainer'

/** A variant of the study with what its trainings recorded. */
export interface StudyVariant extends OutcomeGroup {
  /** The logs of the finished trials, in the order of their seeds. */
  readonly logs: readonly (readonly LogEntry[])[]
  /** The record of the first finished trial; undefined if there is none. */
  readonly record?: RunRecord
}

/** The sweep and its variants, in its order. */
export interface Study {
  readonly sweep: Sweep
  readonly variants: readonly StudyVariant[]
}

/**
 * Reads a study, finished or not, from its folder.
 *
 * @throws DataError if the folder contains no sweep, or for a file that cannot be read
 */
export async function readStudy(folder: string): Promise<Study> {
  const sweep = await readSweepRecord(folder)
  if (sweep === undefined) {
    throw new DataError(`${folder} contains no study: sweep.json is missing`, { hint: 'Run npm run study first.' })
  }
  const groups = groupOutcomes(await knownOutcomes(sweep))
  return { sweep, variants: await Promise.all(groups.map(group => readVariant(group, sweep.output))) }
}

async function readVariant(group: OutcomeGroup, output: string): Promise<StudyVariant> {
  const finished = group.outcomes.filter(({ result }) => result).map(({ trial }) => trialFolder(output, trial.id))
  const logs = finished.map(async folder => (await readTrainingLog(join(folder, 'log.jsonl'))).entries)
  const record = finished.length > 0 ? await readRunRecord(finished[0]) : undefined
  return { ...group, logs: await Promise.all(logs), ...(record && { record }) }
}
