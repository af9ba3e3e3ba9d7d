import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { DataError, type Float32Tensor, ResourceBase } from '@dfpir/core'
import type { NetworkConfig, NetworkTraits } from '@dfpir/model'
import { embeddingText, type PromptTable, type PromptText, parseEmbedding } from '@dfpir/prompts'
import type { CacheFolder } from './cache-folder.js'
import type { Network } from './network.js'

/** Facts about a model that are known without reading its weights. */
export interface ModelFacts {
  readonly config: NetworkConfig
  /** The traits that a restore needs. */
  readonly traits: Pick<NetworkTraits, 'promptSize' | 'multipleOf' | 'width'>
  readonly prompts: PromptTable
  /**
   * Maximum number of pixels that the network sees of a picture for the tasks that need the whole picture: those of the
   * scenes that it was trained on. From the metadata `wholeSide`, the side of a square of as many pixels.
   *
   * @default chosen by {@link MemoryPlan}
   */
  readonly wholePixels?: number
  /** Number of parameters. */
  readonly parameters: number
  /** SHA-256 of the weights: their names, shapes and values, independent of the file format. */
  readonly digest: string
  /** SHA-256 of the code that registered the network's kind; undefined for the kinds of this project. */
  readonly networkCode?: string
}

/** {@link ModelFacts} in stored form, with embeddings as text. */
interface StoredFacts extends Omit<ModelFacts, 'prompts'> {
  readonly prompts: readonly (PromptText & { readonly embedding: string })[]
}

const leastWholeSide = 32

type Weights = ReadonlyMap<string, Float32Tensor>

/**
 * A model whose weights are read when needed. All other facts are stored, so the weights of a model that was used before
 * are read only to trace it for another size or prompt.
 */
export class ModelSource extends ResourceBase {
  private constructor(
    private readonly location: string,
    readonly facts: ModelFacts,
    private made?: Promise<Network>,
  ) {
    super()
  }

  /** @throws UsageError if the location does not exist, DataError for a damaged model. */
  static async open(
    location: string,
    { code, entries }: { code: string; entries?: CacheFolder },
  ): Promise<ModelSource> {
    const key = JSON.stringify(['model', code, await fileStates(location)])
    const stored = await entries?.read(key)
    const header = stored?.header as StoredFacts | undefined
    if (header && (await isCurrent(header))) return new ModelSource(location, fromStored(header))
    const { config, traits, prompts, stateDict, metadata } = await readModel(location)
    const wholePixels = readWholePixels(metadata.wholeSide, location)
    const network = await makeNetwork(config, stateDict)
    const facts = { config, traits, prompts, wholePixels, ...measure(stateDict), networkCode: await codeOf(config) }
    await entries?.write(key, { header: toStored(facts), bytes: new Uint8Array() })
    return new ModelSource(location, facts, Promise.resolve(network))
  }

  /**
   * Returns the network with its weights, created on the first call.
   *
   * @throws DataError if other weights were saved there since the model was opened
   */
  network(): Promise<Network> {
    this.made ??= this.make()
    return this.made
  }

  private async make(): Promise<Network> {
    const { config, stateDict } = await readModel(this.location)
    if (measure(stateDict).digest === this.facts.digest) return makeNetwork(config, stateDict)
    throw new DataError(`the weights in ${this.location} changed since it was opened`, { hint: 'Open it again.' })
  }

  protected async free(): Promise<void> {
    const network = await this.made?.catch(() => undefined)
    network?.dispose()
  }
}

/** Returns whether the network's code is unchanged. @throws UsageError for a network that is not registered */
async function isCurrent({ config, networkCode }: StoredFacts): Promise<boolean> {
  return networkCode === undefined || networkCode === (await codeOf(config))
}

async function codeOf(config: NetworkConfig): Promise<string | undefined> {
  const { networkCode } = await import('@dfpir/model/node') // brings tfjs
  return networkCode(config)
}

async function readModel(location: string) {
  const { networkTraits, readPretrained } = await import('@dfpir/model') // brings tfjs
  const model = await readPretrained(location)
  const { promptSize, multipleOf, width } = networkTraits(model.config)
  return { ...model, traits: { promptSize, multipleOf, width } }
}

function readWholePixels(side: string | undefined, location: string): number | undefined {
  if (side === undefined) return undefined
  if (Number(side) >= leastWholeSide) return Number(side) ** 2
  throw new DataError(
    `the metadata wholeSide of ${location} must be a number of at least ${leastWholeSide}, got ${side}`,
  )
}

async function makeNetwork(config: NetworkConfig, weights: Weights): Promise<Network> {
  const { Network } = await import('./network.js') // brings tfjs
  return Network.create(config, weights)
}

/**
 * Returns values that change whenever a model's files do: paths, sizes and times of the files in its folder or, for a
 * file, of the file and the `config.json` beside it.
 */
async function fileStates(location: string): Promise<unknown[]> {
  const path = resolve(location)
  const names = await readdir(path).catch(() => undefined)
  const files = names ? names.sort().map(name => join(path, name)) : [path, join(dirname(path), 'config.json')]
  return Promise.all(files.map(fileState))
}

async function fileState(path: string): Promise<unknown[]> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined)
  return stats ? [path, ...[stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].map(String)] : [path]
}

function measure(weights: Weights): Pick<ModelFacts, 'parameters' | 'digest'> {
  const hash = createHash('sha256')
  let parameters = 0
  for (const [name, { shape, data }] of [...weights].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name} ${shape.join()}\n`).update(data)
    parameters += data.length
  }
  return { parameters, digest: hash.digest('hex') }
}

function toStored({ prompts, ...facts }: ModelFacts): StoredFacts {
  return { ...facts, prompts: prompts.map(prompt => ({ ...prompt, embedding: embeddingText(prompt.embedding) })) }
}

function fromStored({ prompts, ...facts }: StoredFacts): ModelFacts {
  return { ...facts, prompts: prompts.map(prompt => ({ ...prompt, embedding: parseEmbedding(prompt.embedding) })) }
}
