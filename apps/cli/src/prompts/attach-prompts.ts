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

/** The output of `dfpir prompts attach --json`. */
export interface AttachedPrompts {
  readonly output: string
  /** The encoder and its revision. */
  readonly encoder: string
  readonly prompts: readonly DescribedPrompt[]
  /** Prompts of the checkpoint whose embeddings changed. */
  readonly changed: readonly string[]
}

/**
 * Writes a checkpoint with prompts that are re-encoded from their texts.
 *
 * @throws UsageError for a network without prompts, an existing output, and embeddings that would change; DataError and
 * EnvironmentError for an encoder or a checkpoint that is damaged or missing
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
    throw new DataError(`${path} contains no network that takes prompts${mismatch ? `: ${mismatch}` : ''}`, {
      hint: `List its tensors with: dfpir inspect ${path}`,
    })
  }
  if (networkTraits(config).usesPrompts) return config
  throw new UsageError(`the network in ${path} does not use prompts`)
}

/** Returns the file itself, if the user named it and rewriting it would lose nothing. */
function outputInPlace(location: string, { path, checkpoint, weights }: NetworkFile): string {
  const named = [resolve(location), resolve(location, 'model.safetensors')].includes(resolve(path))
  const others = [...checkpoint.tensors.keys()].filter(name => !weights.has(name) && !name.startsWith('prompts.'))
  if (named && checkpoint.format === 'safetensors' && others.length === 0) return path
  throw new UsageError(`cannot change ${location} in place`, { hint: 'Name an output with -o MODEL.safetensors.' })
}

/** Returns the checkpoint's texts, or the vocabulary's texts for its prompts, or for all prompts if it has none. */
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

/** Rounding causes smaller differences than this. */
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
  return new UsageError(`${path} already has different embeddings of ${changed.join(', ')}, from ${source}`, {
    hint: 'A network needs the embeddings that it was trained with. To replace them anyway, use --force.',
  })
}
