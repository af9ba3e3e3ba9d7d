import { join } from 'node:path'
import {
  entryToFloat32,
  float16ToEntry,
  float32ToEntry,
  type TensorEntry,
  toStateDict,
  writeSafetensors,
} from '@dfpir/checkpoints'
import { DataError, type Float32Tensor } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import type { NetworkConfig } from '@dfpir/networks'
import type { PromptTable } from '@dfpir/prompts'
import type { DetectedArchitecture } from './architecture.js'
import { configFile, metadataKey, promptPrefix, readNetworkFile, weightsFile } from './network-file.js'
import { networkSpecs, networkTraits, sharedNames } from './networks.js'
import { formatDescription } from './pretrained-description.js'

/** A network with everything that a restore needs. */
export interface PretrainedModel {
  readonly config: NetworkConfig
  /** By the published names, in PyTorch's layout. */
  readonly stateDict: ReadonlyMap<string, Float32Tensor>
  /** The prompts of its training. */
  readonly prompts: PromptTable
  /** Other metadata. */
  readonly metadata: Readonly<Record<string, string>>
}

export interface SavePretrainedOptions extends Omit<PretrainedModel, 'metadata'> {
  /**
   * Data type of the stored weights. With `F16`, the prompt layers and the embeddings stay F32, because a channel order
   * must not depend on rounding.
   *
   * @default 'F32'
   */
  readonly dtype?: 'F32' | 'F16'
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Writes a network to a folder (`config.json` and `model.safetensors`) or, if the path ends in `.safetensors`, to that
 * file alone.
 *
 * @throws EnvironmentError if the path cannot be written
 */
export async function savePretrained(path: string, options: SavePretrainedOptions): Promise<void> {
  const { stateDict, dtype = 'F32', ...network } = options
  const weights = new Map([...stateDict].map(([name, tensor]) => [name, float32ToEntry(tensor)]))
  const alone = path.endsWith('.safetensors')
  const description = await writePretrained(alone ? path : join(path, weightsFile), { ...network, weights, dtype })
  if (!alone) await writeFileAtomic(join(path, configFile), description)
}

export interface WritePretrainedOptions extends Omit<SavePretrainedOptions, 'stateDict' | 'dtype'> {
  /** By the published names, in PyTorch's layout. */
  readonly weights: ReadonlyMap<string, TensorEntry>
  /**
   * As in {@link SavePretrainedOptions}.
   *
   * @default unchanged
   */
  readonly dtype?: 'F32' | 'F16'
}

/**
 * Writes a network to one safetensors file that is a complete model: besides the weights it contains the prompts'
 * embeddings as `prompts.<name>` and a description, the content of `config.json`, as its metadata `dfpir`. Returns the
 * description. A network that does not use prompts is stored without any. A weight that modules share is stored under each of
 * its names, as PyTorch expects.
 *
 * @throws EnvironmentError if the file cannot be written
 */
export async function writePretrained(path: string, options: WritePretrainedOptions): Promise<string> {
  const { config, weights, dtype, metadata = {} } = options
  const prompts = networkTraits(config).usesPrompts ? options.prompts : []
  const texts = prompts.map(({ embedding: _, ...prompt }) => prompt)
  const description = formatDescription({ config, prompts: texts, metadata })
  const stored = dtype === undefined ? weights : withDtype(config, weights, dtype)
  const copies = [...sharedNames(config)].map(([name, first]) => [name, stored.get(first)!] as const)
  await writeSafetensors(path, new Map([...stored, ...copies, ...promptEntries(prompts)]), {
    [metadataKey]: description,
  })
  return description
}

/**
 * Reads a network with its weights, written by {@link savePretrained} or in any file that {@link readNetworkFile} reads. If
 * there is no configuration in the file or beside it, the network is recognised by its tensors. The prompts are the stored
 * ones; a network that does not use prompts gets one per task.
 *
 * @throws UsageError if the path does not exist
 * @throws DataError if the file is damaged, or its network is not supported
 */
export async function readPretrained(path: string): Promise<PretrainedModel> {
  const { path: file, weights, architecture, prompts, metadata } = await readNetworkFile(path)
  const { config, mismatch } = architecture
  if (config === undefined || mismatch !== undefined) throw unknownNetwork(file, architecture)
  const stateDict = toStateDict(weights)
  return { config, stateDict, prompts, metadata }
}

function unknownNetwork(file: string, { name, mismatch }: DetectedArchitecture): DataError {
  const what = name === 'unknown' ? 'does not contain a known network' : `contains an unsupported variant of ${name}`
  return new DataError(`${file} ${what}${mismatch === undefined ? '' : `: ${mismatch}`}`, {
    hint: `List its tensors with: dfpir inspect ${file}`,
  })
}

function withDtype(
  config: NetworkConfig,
  weights: ReadonlyMap<string, TensorEntry>,
  dtype: 'F32' | 'F16',
): Map<string, TensorEntry> {
  const exact = new Set(networkSpecs(config).flatMap(({ torch, spec }) => (spec.trainable === false ? [torch] : [])))
  const convert = (name: string) => (dtype === 'F16' && !exact.has(name) ? float16ToEntry : float32ToEntry)
  return new Map([...weights].map(([name, entry]) => [name, convert(name)(entryToFloat32(entry))]))
}

function promptEntries(prompts: PromptTable): [string, TensorEntry][] {
  return prompts.map(({ name, embedding }) => [
    `${promptPrefix}${name}`,
    float32ToEntry({ shape: [embedding.length], data: embedding }),
  ])
}
