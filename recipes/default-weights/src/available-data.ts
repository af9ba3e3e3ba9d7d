import { existsSync } from 'node:fs'
import { UsageError } from '@dfpir/core'
import type { ParsedEntry } from '@dfpir/datasets'

/** What of a training file's data is there, and a sentence about each thing that is missing. */
export interface AvailableData {
  readonly data: ParsedEntry[]
  readonly notes: readonly string[]
}

/**
 * Leaves out the entries of a training file whose folders are missing. Rain without its folder of rendered streaks stays:
 * it is computed instead.
 *
 * @throws UsageError when nothing is left
 */
export function availableData(entries: readonly ParsedEntry[]): AvailableData {
  const notes: string[] = []
  const data = entries.flatMap(entry => {
    const { streaks, ...rest } = entry
    const missing = [entry.clean, entry.input, entry.target, entry.depth].filter(isMissing)
    if (missing.length > 0) {
      notes.push(`without an entry for ${entry.task}: ${missing.join(' and ')} is missing`)
      return []
    }
    if (!isMissing(streaks)) return [entry]
    notes.push(`rain is computed: ${streaks} is missing`)
    return [rest]
  })
  if (data.length > 0) return { data, notes }
  throw new UsageError('none of the data to train on is there', {
    hint: `The first folder that is missing is ${entries.flatMap(entry => [entry.clean, entry.input]).find(isMissing)}.`,
  })
}

function isMissing(path: string | undefined): path is string {
  return path !== undefined && !existsSync(path)
}
