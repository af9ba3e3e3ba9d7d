import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import {
  encoderKey,
  type NetworkConfig,
  type NetworkFile,
  networkTraits,
  readNetworkFile,
  writePretrained,
} from '@dfpir/model'
import {
  encodePrompts,
  type PromptTable,
  type PromptText,
  taskPrompts,
  type VocabularyName,
  vocabularies,
} from '@dfpir/prompts'
import { checkOutputFile, modelLocation, openPromptEncoder } from '@dfpir/terminal'
import { type DescribedPrompt, describePrompt } from './described-prompt.js'
import type { EncoderOptions } from './encoder-options.js'

export interface AttachOptions extends EncoderOptions {
  output?: string
  vocabulary?: VocabularyName
  force?: boolean
}

/** What `dfpir prompts attach --json` prints. */
export interface AttachedPrompts {
  readonly output: string
  /** The encoder and its revision. */
  readonly encoder: string
  readonly prompts: readonly DescribedPrompt[]
  /** Prompts of the checkpoint whose embeddings are others than before. */
  readonly changed: readonly string[]
}

/**
 * Writes a checkpoint with prompts that are made anew from their texts.
 *
 * @throws UsageError for a network without prompts, an output that exists, and embeddings that would change; DataError and
 * EnvironmentError for an encoder or a checkpoint that is damaged or not there
 */
export async function attachPrompts(location: string, options: AttachOptions): Promise<AttachedPrompts> {
  if (options.output !== undefined)
    checkOutputFile(options.output, { force: options.force, extensions: ['.safetensors'] })
  const file = await readNetworkFile(await modelLocation(location))
  const config = promptedConfig(file)
  const output = options.output ?? outputInPlace(location, file)
  const { prompts, encoder } = await encode(
    textsOf(file.prompts, options.vocabulary),
    networkTraits(config).promptSize,
    options,
  )
  const changed = changedPrompts(file.prompts, prompts)
  if (changed.length > 0 && !options.force) throw changes(changed, file)
  const metadata = { ...file.metadata, [encoderKey]: encoder }
  const description = await writePretrained(output, { config, weights: file.weights, prompts, metadata })
  if (options.output === undefined && statSync(location).isDirectory()) {
    await writeFileAtomic(join(location, 'config.json'), description)
  }
  return { output, encoder, prompts: prompts.map(describePrompt), changed }
}

function promptedConfig({ path, architecture: { config, mismatch } }: NetworkFile): NetworkConfig {
  if (config === undefined || mismatch !== undefined) {
    throw new DataError(`${path} holds no network that takes prompts${mismatch ? `: ${mismatch}` : ''}`, {
      hint: `See its tensors with: dfpir inspect ${path}`,
    })
  }
  if (networkTraits(config).usesPrompts) return config
  throw new UsageError(`the network in ${path} takes no account of prompts`)
}

/** The file itself, if nothing in it would be lost and the user named it. */
function outputInPlace(location: string, { path, checkpoint, weights }: NetworkFile): string {
  const named = [resolve(location), resolve(location, 'model.safetensors')].includes(resolve(path))
  const others = [...checkpoint.tensors.keys()].filter(name => !weights.has(name) && !name.startsWith('prompts.'))
  if (named && checkpoint.format === 'safetensors' && others.length === 0) return path
  throw new UsageError(`${location} is not changed itself`, { hint: 'Say where to write with -o MODEL.safetensors.' })
}

/** The checkpoint's texts, or those of the vocabulary for what it has, or for everything where it has none. */
function textsOf(stored: PromptTable, name: AttachOptions['vocabulary']): readonly PromptText[] {
  if (stored.length === 0) return vocabularies[name ?? 'detailed']
  if (name === undefined) return stored.map(({ embedding: _, ...prompt }) => prompt)
  const texts = stored.flatMap(({ task, sigma }) => taskPrompts(task, sigma === undefined ? undefined : [sigma], name))
  return [...new Map(texts.map(prompt => [prompt.name, prompt])).values()]
}

async function encode(texts: readonly PromptText[], size: number, { encoder: location, dtype }: AttachOptions) {
  await using encoder = await openPromptEncoder(location, { dtype })
  return { prompts: await encodePrompts(texts, encoder, size), encoder: encoder.id }
}

/** Larger differences than rounding makes. */
const tolerance = 1e-3

function changedPrompts(before: PromptTable, after: PromptTable): string[] {
  const differs = (a: Float32Array, b: Float32Array) => a.some((value, index) => Math.abs(value - b[index]) > tolerance)
  const changed = before.filter(({ name, embedding }) => {
    const other = after.find(prompt => prompt.name === name)
    return other === undefined || differs(embedding, other.embedding)
  })
  return changed.map(({ name }) => name)
}

function changes(changed: readonly string[], { path, metadata }: NetworkFile): UsageError {
  const source = metadata[encoderKey] ?? 'another source'
  return new UsageError(`${path} carries other embeddings of ${changed.join(', ')}, from ${source}`, {
    hint: 'A network restores with the embeddings that it was trained with. Replace them with --force.',
  })
}
