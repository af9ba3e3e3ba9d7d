import { existsSync } from 'node:fs'
import { UsageError } from '@dfpir/core'
import type { ParsedEntry } from '@dfpir/datasets'

/** The existing data of a training file, and a sentence about each missing part. */
export interface AvailableData {
  readonly data: ParsedEntry[]
  readonly notes: readonly string[]
}

/**
 * Removes the entries of a training file whose folders are missing. Rain without its folder of rendered streaks stays and
 * is computed instead.
 *
 * @throws UsageError if no entry remains
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
  throw new UsageError('none of the training data exists', {
    hint: `The first missing folder is ${entries.flatMap(entry => [entry.clean, entry.input]).find(isMissing)}.`,
  })
}

function isMissing(path: string | undefined): path is string {
  return path !== undefined && !existsSync(path)
}
