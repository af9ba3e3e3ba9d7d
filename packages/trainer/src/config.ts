import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { DataError, tasks, UsageError } from '@dfpir/core'
import { type DfpirConfig, parseConfig } from '@dfpir/model'
import { parse as parseYaml, YAMLParseError } from 'yaml'
import { z } from 'zod'
import { describeIssues } from './describe-issues.js'

const count = z.int().positive()
const level = z.number().min(0).max(255)
const rate = z.number().positive()

const dataEntry = z.strictObject({
  task: z.enum(tasks),
  /** Noise levels of the denoise task, of 255; each sample draws one. */
  sigma: z.union([level, z.array(level).min(1)]).optional(),
  /** A folder of clean photographs, degraded while training. */
  clean: z.string().optional(),
  /** Folders of degraded photographs and their clean partners of the same names. */
  input: z.string().optional(),
  target: z.string().optional(),
  /** How often each photograph is visited in an epoch. */
  repeat: count.default(1),
})

const phase = { patch: count, batch: count, learningRate: rate, steps: count.optional(), epochs: count.optional() }

const schema = z.strictObject({
  model: z.record(z.string(), z.unknown()).default({}),
  init: z.enum(['reference', 'identity']).default('reference'),
  data: z.array(dataEntry).min(1),
  ...phase,
  patch: phase.patch.default(128),
  batch: phase.batch.default(5),
  learningRate: phase.learningRate.default(1e-4),
  schedule: z.enum(['cosine', 'constant']).default('cosine'),
  /** Steps over which the learning rate rises from 0. */
  warmup: z.int().min(0).default(0),
  /** The lowest learning rate of the cosine. */
  minLearningRate: z.number().min(0).default(1e-6),
  seed: z.int().min(0).default(0),
  saveEvery: count.default(500),
  output: z.string(),
  precision: z.enum(['f32', 'bf16']).default('f32'),
  threads: count.optional(),
  finetune: z.strictObject(phase).partial().optional(),
})

type RawConfig = z.infer<typeof schema>

export type DataEntry = z.infer<typeof dataEntry>

/** One stretch of training with its own patch, batch and learning rate. */
export interface PhaseOptions {
  readonly patch: number
  readonly batch: number
  readonly learningRate: number
  readonly steps?: number
  readonly epochs?: number
}

/** A training file, checked, with every path absolute. */
export interface TrainingConfig extends Omit<RawConfig, 'model' | 'finetune' | 'patch' | 'batch' | 'steps' | 'epochs'> {
  readonly model: DfpirConfig
  readonly phases: readonly PhaseOptions[]
}

/** Reads a YAML training file; paths in it are relative to the file. */
export async function readTrainingConfig(path: string): Promise<TrainingConfig> {
  const text = await readFile(path, 'utf8').catch(cause => {
    throw new UsageError(`cannot read the training file ${path}: ${cause.message}`, { cause })
  })
  return parseTrainingConfig(parseText(text, path), dirname(resolve(path)))
}

function parseText(text: string, path: string): unknown {
  try {
    return parseYaml(text)
  } catch (error) {
    if (error instanceof YAMLParseError) {
      const [fault] = error.message.split(':\n') // what follows is an excerpt of the file
      throw new DataError(`${path} is no valid YAML: ${fault}`)
    }
    throw error
  }
}

/**
 * Checks the content of a training file.
 *
 * @param folder what relative paths are relative to
 * @throws UsageError naming every wrong key (with the nearest known one) and value
 */
export function parseTrainingConfig(content: unknown, folder: string): TrainingConfig {
  const result = schema.safeParse(content)
  if (!result.success) throw new UsageError(`the training file is wrong: ${describeIssues(result.error, schema)}`)
  const { model, finetune, patch, batch, steps, epochs, ...rest } = result.data
  const first = { patch, batch, steps, epochs, learningRate: rest.learningRate }
  const phases = finetune ? [first, { ...first, steps: undefined, epochs: undefined, ...finetune }] : [first]
  phases.forEach(checkLength)
  return {
    ...rest,
    model: parseConfig(model),
    phases,
    data: rest.data.map(entry => resolveFolders(entry, folder)),
    output: resolve(folder, rest.output),
  }
}

function checkLength({ steps, epochs, patch }: PhaseOptions): void {
  if ((steps === undefined) === (epochs === undefined)) {
    throw new UsageError('the training file must give either steps or epochs, for the training and for its finetune')
  }
  if (patch % 8 !== 0) throw new UsageError(`patch must be a multiple of 8; it is ${patch}`)
}

function resolveFolders({ clean, input, target, ...entry }: DataEntry, folder: string): DataEntry {
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(folder, path))
  return { ...entry, clean: absolute(clean), input: absolute(input), target: absolute(target) }
}
