import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'
import { parseContent, resolvePaths } from '@dfpir/datasets'
import { type NetworkConfig, parseNetwork } from '@dfpir/model'
import { checkSizes } from './check-sizes.js'
import { type PromptOptions, type RawConfig, trainingSchema } from './config-schema.js'
import { lossFor } from './losses.js'
import { readYaml } from './read-yaml.js'
import type { PhaseOptions } from './schedule.js'
import { applyPreset } from './training-presets.js'

/** A checked training file with absolute paths. */
export interface TrainingConfig extends Omit<RawConfig, 'model' | 'finetune' | 'patch' | 'batch' | 'steps' | 'epochs'> {
  /** Undefined if it is that of `from`. */
  readonly model?: NetworkConfig
  readonly phases: readonly PhaseOptions[]
}

/**
 * Reads a YAML training file. Paths in it are relative to the file.
 *
 * @param overrides keys that replace those of the file
 */
export async function readTrainingConfig(path: string, overrides?: { device: string }): Promise<TrainingConfig> {
  const content = await readYaml(path, 'the training file')
  const isMap = typeof content === 'object' && content !== null
  return parseTrainingConfig(isMap ? { ...content, ...overrides } : content, dirname(resolve(path)))
}

/**
 * Checks the content of a training file. With the key `preset`, missing keys come from the preset.
 *
 * @param folder the folder that relative paths are relative to
 * @throws UsageError that lists every unknown key (with the nearest known one) and every invalid value
 */
export function parseTrainingConfig(content: unknown, folder: string): TrainingConfig {
  const raw = parseContent(trainingSchema, applyPreset(content), 'the training file')
  const { model: given, finetune, patch, batch, steps, epochs, ...rest } = raw
  const first = { patch, batch, steps, epochs, learningRate: rest.learningRate }
  const phases = finetune ? [first, { ...first, steps: undefined, epochs: undefined, ...finetune }] : [first]
  phases.forEach(checkLength)
  checkMixing(phases, rest)
  checkCombinations(raw)
  const { validate, prompts } = rest
  const model = given || !rest.from ? parseNetwork(given) : undefined // that of `from`
  const loss = model ? lossFor(model, rest.loss) : rest.loss
  if (model) checkSizes({ phases, validate, loss }, model)
  return {
    ...rest,
    ...(model && { model }),
    loss,
    phases,
    data: rest.data.map(entry => resolvePaths(entry, folder)),
    ...(validate && { validate: { ...validate, data: validate.data.map(entry => resolvePaths(entry, folder)) } }),
    ...(prompts && { prompts: resolveEncoder(prompts, folder) }),
    ...(rest.from && { from: resolve(folder, rest.from) }),
    output: resolve(folder, rest.output),
  }
}

function checkLength({ steps, epochs }: PhaseOptions): void {
  if ((steps === undefined) === (epochs === undefined)) {
    throw new UsageError('the training file must set either steps or epochs, for the training and for its finetune')
  }
}

/** Mixing needs two samples in a batch. */
function checkMixing(phases: readonly PhaseOptions[], { mixup, cutmix }: Pick<RawConfig, 'mixup' | 'cutmix'>): void {
  if (mixup + cutmix > 1) throw new UsageError(`mixup and cutmix must be at most 1 together, got ${mixup + cutmix}`)
  if (mixup + cutmix > 0 && phases.every(({ batch }) => batch === 1)) {
    throw new UsageError('mixup and cutmix mix samples of a batch, which needs a batch of at least 2')
  }
}

/** Rejects keys that have no effect or contradict each other. */
function checkCombinations({ eager, precision, device, ...raw }: RawConfig): void {
  checkOptimizer(raw)
  if (eager && precision !== 'f32') throw new UsageError(`eager training supports only f32, not ${precision}`)
  if (eager && device !== 'auto') {
    throw new UsageError(`eager training chooses its device itself, got device: ${device}`, {
      hint: 'Remove the key device. CUDA_VISIBLE_DEVICES=-1 hides NVIDIA cards.',
    })
  }
  if (precision === 'bf16' && device.startsWith('cuda')) {
    throw new UsageError('bf16 runs only on the processor', { hint: 'On a card, use precision: f16 or f32.' })
  }
  if (precision === 'f16' && device === 'cpu') {
    throw new UsageError('f16 runs only on an NVIDIA card', { hint: 'On the processor, use precision: bf16 or f32.' })
  }
}

function checkOptimizer({
  optimizer,
  weightDecay,
  momentum,
  nesterov,
}: Pick<RawConfig, 'optimizer' | 'weightDecay' | 'momentum' | 'nesterov'>): void {
  if (weightDecay !== undefined && optimizer === 'adam') {
    throw new UsageError('weightDecay needs the optimizer adamw or sgd', { hint: 'Add optimizer: adamw.' })
  }
  if ((momentum !== undefined || nesterov !== undefined) && optimizer !== 'sgd') {
    throw new UsageError('momentum and nesterov need the optimizer sgd', { hint: 'Add optimizer: sgd.' })
  }
  if (nesterov && momentum === 0) throw new UsageError('nesterov needs a momentum above 0')
}

/** Treats an encoder that is not a path relative to the file as an id on the hub. */
function resolveEncoder({ encoder, ...prompts }: PromptOptions, folder: string): PromptOptions {
  if (encoder === undefined) return prompts
  const path = resolve(folder, encoder)
  return { ...prompts, encoder: existsSync(path) ? path : encoder }
}
