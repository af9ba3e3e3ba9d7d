import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import { readRunRecord, readTrainingLog, type StepEntry, type ValidationEntry } from '@dfpir/trainer'
import type { Training } from './run.js'

/**
 * Reads a training, finished or running, from its folder. Omits damaged parts with a note.
 *
 * @throws DataError if its log cannot be read
 */
export async function readTraining(folder: string): Promise<Training> {
  const path = join(folder, 'log.jsonl')
  const { entries, damaged } = existsSync(path) ? await readTrainingLog(path) : { entries: [], damaged: 0 }
  const { record, note } = await readRecord(folder)
  return {
    steps: entries.filter((entry): entry is StepEntry => 'loss' in entry),
    validations: entries.filter((entry): entry is ValidationEntry => 'validation' in entry),
    ...(record && { record }),
    notes: [
      ...(note === undefined ? [] : [note]),
      ...(damaged > 0 ? [`Damaged lines of log.jsonl, omitted: ${damaged}.`] : []),
    ],
  }
}

async function readRecord(folder: string) {
  const unknown = 'so the training file and the machine are unknown'
  try {
    const record = await readRunRecord(folder)
    return record ? { record } : { note: `run.json is missing, ${unknown}.` }
  } catch (error) {
    if (!(error instanceof DataError)) throw error
    return { note: `run.json cannot be read, ${unknown}.` }
  }
}
