import { join, resolve } from 'node:path'
import { readRecord, writeFileAtomic } from '@dfpir/core/node'
import { z } from 'zod'
import type { Sweep } from './sweep.js'

const content = z.record(z.string(), z.unknown())

const trial = z.object({
  id: z.string().regex(/^\w+$/), // used as a folder name
  name: z.string(),
  overrides: content,
  seed: z.int().min(0),
  networkCode: z.string().optional(),
  content,
})

const schema = z.object({
  preset: z.string().optional(),
  root: z.string(),
  trials: z.array(trial).min(1).readonly(),
  evaluate: content,
})

const file = 'sweep.json'

/** Writes the record of a sweep into its folder before it runs, so its trials are known from then on. */
export async function recordSweep({ output, ...sweep }: Sweep): Promise<void> {
  await writeFileAtomic(join(output, file), `${JSON.stringify(sweep, null, 2)}\n`)
}

/**
 * Reads the sweep of a folder, which may have been moved; undefined if there is no record.
 *
 * @throws DataError if the file cannot be read or is invalid
 */
export async function readSweepRecord(folder: string): Promise<Sweep | undefined> {
  const parse = (value: unknown) => ({ ...schema.parse(value), output: resolve(folder) }) as Sweep
  return readRecord(join(folder, file), parse, 'sweep record')
}
