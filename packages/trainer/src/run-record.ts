import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import { readRecord, writeFileAtomic } from '@dfpir/core/node'
import { countParameters } from '@dfpir/model'
import { networkCode } from '@dfpir/model/node'
import { z } from 'zod'
import { type Environment, environmentSchema } from './environment.js'
import type { PreparedTraining } from './prepare-training.js'

const content = z.record(z.string(), z.unknown())

const schema = z.object({
  /** The network's configuration. */
  model: content,
  /** Numbers in its weights. */
  parameters: z.int().min(0),
  /** The training file, defaults filled in, without the network's keys; paths as they were resolved. */
  config: content,
  /** Steps of all phases. */
  steps: z.int().min(0),
  /** Samples that an epoch visits. */
  samplesPerEpoch: z.int().min(0),
  /**
   * Every process that trained: when it began (ISO 8601), after which step, on what, and the SHA-256 of the network's code
   * if the user registered it.
   */
  starts: z
    .array(
      z.object({
        at: z.string(),
        step: z.int().min(0),
        environment: environmentSchema,
        networkCode: z.string().optional(),
      }),
    )
    .min(1)
    .readonly(),
})

/** What `run.json` says of a training: what was trained on what, when and where. */
export type RunRecord = z.infer<typeof schema>

const file = 'run.json'

/**
 * What is recorded of the training in a folder; undefined where nothing is.
 *
 * @throws DataError for a file that cannot be read or is something else
 */
export async function readRunRecord(folder: string): Promise<RunRecord | undefined> {
  return readRecord(join(folder, file), value => schema.parse(value), 'training record')
}

/**
 * Records that a training begins or goes on; nothing for one that has all its steps. What a record that cannot be read
 * said of earlier starts is lost.
 *
 * @param onNote called if the network's code is another than at the start before
 */
export async function recordStart(
  training: PreparedTraining,
  environment: Environment,
  onNote: (note: string) => void,
): Promise<void> {
  const { config, model, plan, run, source } = training
  const { model: _, output, ...rest } = config
  const step = run.saved?.step ?? 0
  const steps = plan.reduce((sum, phase) => sum + phase.steps, 0)
  if (step >= steps) return
  const earlier = step === 0 ? [] : await earlierStarts(output, step)
  const code = await networkCode(model)
  if (earlier.length > 0 && earlier.at(-1)?.networkCode !== code) {
    onNote('the code of the network is not what it was when this run was last started')
  }
  const start = { at: new Date().toISOString(), step, environment, ...(code !== undefined && { networkCode: code }) }
  const record = {
    model,
    parameters: countParameters(model),
    config: rest,
    steps,
    samplesPerEpoch: source.samplesPerEpoch,
    starts: [...earlier, start],
  }
  await writeFileAtomic(join(output, file), `${JSON.stringify(record, null, 2)}\n`)
}

/** Those that steps before the given one came of. */
async function earlierStarts(output: string, step: number): Promise<RunRecord['starts']> {
  const record = await readRunRecord(output).catch((error: unknown) => {
    if (error instanceof DataError) return undefined
    throw error
  })
  return record?.starts.filter(start => start.step < step) ?? []
}
