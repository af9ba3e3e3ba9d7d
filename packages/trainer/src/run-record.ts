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
  /** Number of parameters. */
  parameters: z.int().min(0),
  /** The training file with defaults and resolved paths, without the network's keys. */
  config: content,
  /** Number of steps of all phases. */
  steps: z.int().min(0),
  /** Number of samples in an epoch. */
  samplesPerEpoch: z.int().min(0),
  /**
   * Every process of the training: when it started (ISO 8601), after which step, on which machine, and the SHA-256 of the
   * network's code if the user registered it.
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

/** The content of `run.json`: the network, data, times and machines of a training. */
export type RunRecord = z.infer<typeof schema>

const file = 'run.json'

/**
 * Reads the record of the training in a folder; undefined if there is none.
 *
 * @throws DataError for a file that cannot be read or contains something else
 */
export async function readRunRecord(folder: string): Promise<RunRecord | undefined> {
  return readRecord(join(folder, file), value => schema.parse(value), 'training record')
}

/**
 * Records that a training starts or continues, unless all its steps are done. If the existing record cannot be read,
 * earlier starts are lost.
 *
 * @param onNote called if the network's code differs from that of the previous start
 */
export async function recordStart(
  training: PreparedTraining,
  environment: Environment,
  onNote: (note: string) => void,
): Promise<void> {
  const { config, model, loss, plan, run, source } = training
  const { model: _, output, ...rest } = config
  const step = run.saved?.step ?? 0
  const steps = plan.reduce((sum, phase) => sum + phase.steps, 0)
  if (step >= steps) return
  const earlier = step === 0 ? [] : await earlierStarts(output, step)
  const code = await networkCode(model)
  if (earlier.length > 0 && earlier.at(-1)?.networkCode !== code) {
    onNote('the code of the network changed since the last start of this run')
  }
  const start = { at: new Date().toISOString(), step, environment, ...(code !== undefined && { networkCode: code }) }
  const record = {
    model,
    parameters: countParameters(model),
    config: { ...rest, loss },
    steps,
    samplesPerEpoch: source.samplesPerEpoch,
    starts: [...earlier, start],
  }
  await writeFileAtomic(join(output, file), `${JSON.stringify(record, null, 2)}\n`)
}

/** Returns the starts that contributed steps before the given one. */
async function earlierStarts(output: string, step: number): Promise<RunRecord['starts']> {
  const record = await readRunRecord(output).catch((error: unknown) => {
    if (error instanceof DataError) return undefined
    throw error
  })
  return record?.starts.filter(start => start.step < step) ?? []
}
