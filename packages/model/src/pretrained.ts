import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  fromFloat16,
  fromFloat32,
  readSafetensors,
  type TensorEntry,
  toFloat32,
  writeSafetensors,
} from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import type { PromptTable } from '@dfpir/prompts'
import type { DfpirConfig } from './config.js'
import { networkSpecs } from './parts.js'
import { formatDescription, type PretrainedDescription, parseDescription } from './pretrained-description.js'

/** A network with all that a restore needs. */
export interface PretrainedModel {
  readonly config: DfpirConfig
  /** By the published names, in PyTorch's layout. */
  readonly stateDict: ReadonlyMap<string, Float32Tensor>
  /** The prompts that it was trained with. */
  readonly prompts: PromptTable
  /** Whatever else was said of it. */
  readonly metadata: Readonly<Record<string, string>>
}

export interface SavePretrainedOptions extends Omit<PretrainedModel, 'metadata'> {
  /**
   * How the weights are stored; `F32` when left out. With `F16` the prompt layers and the embeddings stay F32, because
   * a channel order must not depend on rounding.
   */
  readonly dtype?: 'F32' | 'F16'
  readonly metadata?: Readonly<Record<string, string>>
}

const promptPrefix = 'prompts.'
const metadataKey = 'dfpir'
const weightsFile = 'model.safetensors'
const configFile = 'config.json'

/**
 * Writes a network to a folder (`config.json` and `model.safetensors`) or, when the path ends in `.safetensors`, to
 * that file alone. The weights' file is a whole model: it holds the prompts' embeddings as `prompts.<name>` and the
 * content of `config.json` as its metadata `dfpir`.
 *
 * @throws EnvironmentError when the place cannot be written
 */
export async function savePretrained(path: string, options: SavePretrainedOptions): Promise<void> {
  const { config, stateDict, prompts, dtype = 'F32', metadata = {} } = options
  const texts = prompts.map(({ embedding: _, ...prompt }) => prompt)
  const description = formatDescription({ config, prompts: texts, metadata })
  const entries = new Map([...weightEntries(config, stateDict, dtype), ...promptEntries(prompts)])
  const alone = path.endsWith('.safetensors')
  await writeSafetensors(alone ? path : join(path, weightsFile), entries, { [metadataKey]: description })
  if (!alone) await writeFileAtomic(join(path, configFile), description)
}

/**
 * Reads what {@link savePretrained} wrote: a folder, or its `.safetensors` file. Where the file itself does not say
 * which network it is for, the `config.json` beside it does.
 *
 * @throws UsageError when there is nothing at the path
 * @throws DataError when the file is damaged, or no DFPIR
 */
export async function readPretrained(path: string): Promise<PretrainedModel> {
  const file = await findWeights(path)
  const { tensors, metadata } = await readSafetensors(file)
  const description = parseDescription(metadata[metadataKey] ?? (await readConfig(file)), file)
  const weights = [...tensors].filter(([name]) => !name.startsWith(promptPrefix))
  return {
    config: description.config,
    metadata: description.metadata,
    prompts: readPrompts(description, tensors, file),
    stateDict: new Map(weights.map(([name, entry]) => [name, toFloat32(entry)])),
  }
}

function weightEntries(
  config: DfpirConfig,
  stateDict: ReadonlyMap<string, Float32Tensor>,
  dtype: 'F32' | 'F16',
): [string, TensorEntry][] {
  const exact = new Set(networkSpecs(config).flatMap(({ torch, spec }) => (spec.trainable === false ? [torch] : [])))
  return [...stateDict].map(([name, tensor]) => [
    name,
    dtype === 'F16' && !exact.has(name) ? fromFloat16(tensor) : fromFloat32(tensor),
  ])
}

function promptEntries(prompts: PromptTable): [string, TensorEntry][] {
  return prompts.map(({ name, embedding }) => [
    `${promptPrefix}${name}`,
    fromFloat32({ shape: [embedding.length], data: embedding }),
  ])
}

async function findWeights(path: string): Promise<string> {
  const status = await stat(path).catch(cause => {
    throw new UsageError(`there is no model at ${path}`, {
      cause,
      hint: `Give a folder with ${configFile} and ${weightsFile}, or a .safetensors file.`,
    })
  })
  return status.isDirectory() ? join(path, weightsFile) : path
}

async function readConfig(file: string): Promise<string> {
  return readFile(join(dirname(file), configFile), 'utf8').catch(cause => {
    throw new DataError(`${file} does not say which network it is for, and has no ${configFile} beside it`, {
      cause,
      hint: `A ${configFile} is {"architecture": "dfpir", "config": {…}, "prompts": [{"name", "task", "text"}]}.`,
    })
  })
}

function readPrompts(
  { prompts, config }: PretrainedDescription,
  tensors: ReadonlyMap<string, TensorEntry>,
  file: string,
): PromptTable {
  return prompts.map(prompt => {
    const entry = tensors.get(`${promptPrefix}${prompt.name}`)
    if (entry === undefined) throw new DataError(`${file} lacks the embedding ${promptPrefix}${prompt.name}`)
    const { data } = toFloat32(entry)
    if (data.length === config.promptSize) return { ...prompt, embedding: data }
    throw new DataError(
      `${file}: the network takes prompts of ${config.promptSize} numbers, but ${prompt.name} has ${data.length}`,
    )
  })
}
