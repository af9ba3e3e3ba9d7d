import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Checkpoint, entryToFloat32, readCheckpoint, type TensorEntry } from '@dfpir/checkpoints'
import { DataError, tasks, UsageError } from '@dfpir/core'
import type { NetworkConfig } from '@dfpir/networks'
import { type PromptTable, parseEmbedding } from '@dfpir/prompts'
import { type DetectedArchitecture, describeConfig, detectArchitecture, withoutUnused } from './architecture.js'
import { networkKinds, networkSpecs, networkTraits, sharedNames } from './networks.js'
import { isDescription, type PretrainedDescription, parseDescription } from './pretrained-description.js'

/** A weights file, with the network described by it or derived from the shapes of its tensors. */
export interface NetworkFile {
  /** Its path: the named file, or one inside the named folder. */
  readonly path: string
  readonly checkpoint: Checkpoint
  /** The network's weights by published name. */
  readonly weights: ReadonlyMap<string, TensorEntry>
  readonly architecture: DetectedArchitecture
  readonly prompts: PromptTable
  /** Other metadata of the network. */
  readonly metadata: Readonly<Record<string, string>>
}

export const promptPrefix = 'prompts.'
/** The metadata key for the source of the prompts' embeddings: a text encoder with its revision. */
export const encoderKey = 'promptEncoder'
export const metadataKey = 'dfpir'
export const weightsFile = 'model.safetensors'
export const configFile = 'config.json'

/**
 * Reads a weights file of any kind, or a folder in Hugging Face's layout (`config.json`, `model.safetensors`). The
 * configuration comes from the file, or else from the `config.json` beside a `model.safetensors`, or else from the
 * tensors' shapes.
 *
 * @throws UsageError if the path does not exist, DataError if the file cannot be read or is damaged
 */
export async function readNetworkFile(location: string): Promise<NetworkFile> {
  const path = await findWeights(location)
  const checkpoint = await readCheckpoint(path)
  const text = checkpoint.metadata[metadataKey] ?? (await readConfig(path))
  if (text === undefined) return detectNetwork(path, checkpoint)
  const description = parseDescription(text, path)
  const { config, metadata } = description
  checkSize(config, checkpoint, path)
  const weights = knownWeights(checkpoint, config)
  const stored = readPrompts(description, checkpoint, path)
  const prompts = stored.length > 0 ? stored : promptsForNone(config)
  return { path, checkpoint, weights, architecture: { ...describeConfig(config), assumed: [] }, prompts, metadata }
}

/** Reads a file without a description of its network. */
function detectNetwork(path: string, checkpoint: Checkpoint): NetworkFile {
  const all = anchored(checkpoint.tensors)
  const { config } = detectArchitecture(all)
  const weights = config ? knownWeights({ format: checkpoint.format, tensors: all }, config) : all
  const architecture = detectArchitecture(weights)
  const prompts = architecture.config ? promptsForNone(architecture.config) : []
  return { path, checkpoint, weights, architecture, prompts, metadata: {} }
}

/** Returns a prompt per task for a network that does not use prompts and treats all tasks alike. */
function promptsForNone(config: NetworkConfig): PromptTable {
  const { usesPrompts, promptSize } = networkTraits(config)
  if (usesPrompts) return []
  return tasks.map(task => ({ name: task, task, text: task, embedding: new Float32Array(promptSize) }))
}

/**
 * Returns the tensors below a prefix, such as `net.`, if exactly one network of a known kind starts there: training
 * frameworks store the network as an attribute. Prompts are not weights.
 */
function anchored(tensors: ReadonlyMap<string, TensorEntry>): ReadonlyMap<string, TensorEntry> {
  const anchors = networkKinds().flatMap(({ recognition }) => recognition?.landmarks.slice(0, 1) ?? [])
  const prefix = anchors.map(anchor => prefixOf(anchor, tensors)).find(found => found !== undefined) ?? ''
  const below = [...tensors].filter(([name]) => name.startsWith(prefix) && !name.startsWith(promptPrefix))
  return new Map(below.map(([name, entry]) => [name.slice(prefix.length), entry]))
}

/** Returns the prefix of a name, if exactly one tensor has that name. */
function prefixOf(anchor: string, tensors: ReadonlyMap<string, TensorEntry>): string | undefined {
  const places = [...tensors.keys()].filter(name => name === anchor || name.endsWith(`.${anchor}`))
  return places.length === 1 ? places[0].slice(0, -anchor.length) : undefined
}

/** Removes prompts and unused weights and, from an ONNX file, the constants of its operations. */
function knownWeights(
  { format, tensors }: Pick<Checkpoint, 'format' | 'tensors'>,
  config: NetworkConfig,
): ReadonlyMap<string, TensorEntry> {
  const known = format === 'onnx' ? new Set(networkSpecs(config).map(({ torch }) => torch)) : undefined
  const weights = new Map([...tensors].filter(([name]) => known?.has(name) ?? !name.startsWith(promptPrefix)))
  checkShared(weights, config)
  return withoutUnused(weights, config)
}

/** @throws DataError if a weight that modules share has different values under its names */
function checkShared(weights: ReadonlyMap<string, TensorEntry>, config: NetworkConfig): void {
  for (const [name, first] of sharedNames(config)) {
    const [one, other] = [weights.get(name), weights.get(first)]
    if (!one || !other || Buffer.compare(one.data, other.data) === 0) continue
    throw new DataError(`${name} and ${first} are one weight in this network, but have different values`)
  }
}

/** A damaged description must not create a network with more blocks than there are tensors. */
function checkSize(config: NetworkConfig, { tensors }: Checkpoint, path: string): void {
  const { blocks } = networkTraits(config)
  if (blocks <= tensors.size) return
  throw new DataError(`${path} describes a network with ${blocks} blocks, but contains only ${tensors.size} tensors`)
}

async function findWeights(location: string): Promise<string> {
  const status = await stat(location).catch(cause => {
    throw new UsageError(`there is no model at ${location}`, {
      cause,
      hint: `Name a weights file, or a folder with ${configFile} and ${weightsFile}.`,
    })
  })
  return status.isDirectory() ? join(location, weightsFile) : location
}

/** Reads `config.json`, if it exists and belongs to this project. */
async function readConfig(path: string): Promise<string | undefined> {
  if (basename(path) !== weightsFile) return undefined
  const text = await readFile(join(dirname(path), configFile), 'utf8').catch(() => undefined)
  return text !== undefined && isDescription(text) ? text : undefined
}

function readPrompts(
  { prompts, config }: PretrainedDescription,
  { tensors, metadata }: Checkpoint,
  path: string,
): PromptTable {
  const { promptSize } = networkTraits(config)
  return prompts.map(prompt => {
    const name = `${promptPrefix}${prompt.name}`
    const embedding = storedEmbedding(tensors.get(name), metadata[name])
    if (embedding === undefined) throw new DataError(`${path} has no embedding ${name}`)
    if (embedding.length === promptSize) return { ...prompt, embedding }
    throw new DataError(
      `${path}: the network takes prompts of ${promptSize} numbers, but ${prompt.name} has ${embedding.length}`,
    )
  })
}

/** Reads an embedding from a tensor or, in ONNX files, from text in the metadata. */
function storedEmbedding(entry: TensorEntry | undefined, text: string | undefined): Float32Array | undefined {
  if (entry !== undefined) return entryToFloat32(entry).data
  return text === undefined ? undefined : parseEmbedding(text)
}
