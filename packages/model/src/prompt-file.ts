import { entryToFloat32, float32ToEntry, readCheckpoint, writeSafetensors } from '@dfpir/checkpoints'
import { DataError, UsageError } from '@dfpir/core'
import { noisePrompt, type Prompt, type PromptTable, type PromptText, vocabulary } from '@dfpir/prompts'
import { encoderKey, promptPrefix } from './network-file.js'

/** The metadata key for the texts of a file of embeddings, as a JSON object by tensor name. */
const textsKey = 'texts'

/** Embeddings without weights. */
export interface PromptFile {
  readonly prompts: PromptTable
  /** Source of the embeddings, if the file records it. */
  readonly encoder?: string
}

export interface WritePromptFileOptions {
  readonly prompts: readonly Pick<Prompt, 'name' | 'text' | 'embedding'>[]
  readonly encoder: string
}

/**
 * Writes embeddings as safetensors: a tensor [size] for each, named after the prompt, and the metadata `texts`, a JSON
 * object from names to texts, and `promptEncoder`.
 *
 * @throws EnvironmentError if the file cannot be written
 */
export async function writePromptFile(path: string, { prompts, encoder }: WritePromptFileOptions): Promise<void> {
  const tensors = prompts.map(
    ({ name, embedding }) => [name, float32ToEntry({ shape: [embedding.length], data: embedding })] as const,
  )
  const texts = Object.fromEntries(prompts.map(({ name, text }) => [name, text]))
  await writeSafetensors(path, new Map(tensors), { [textsKey]: JSON.stringify(texts), [encoderKey]: encoder })
}

/**
 * Reads embeddings of prompts from a file with one tensor [size] or [1, size] for each, named after the prompt, optionally
 * with the prefix `prompts.`. Their texts come from the metadata, or else from the vocabulary.
 *
 * @throws UsageError for an unknown prompt name, DataError for an embedding of another size or a file without embeddings
 */
export async function readPromptFile(path: string, size: number): Promise<PromptFile> {
  const { tensors, metadata } = await readCheckpoint(path)
  if (tensors.size === 0) throw new DataError(`${path} contains no embeddings`)
  const texts = parseTexts(metadata[textsKey], path)
  const prompts = [...tensors].map(([key, entry]) => {
    const embedding = entryToFloat32(entry).data
    if (embedding.length !== size) {
      throw new DataError(`${path}: the network takes prompts of ${size} numbers, but ${key} has ${embedding.length}`)
    }
    const prompt = knownPrompt(key.startsWith(promptPrefix) ? key.slice(promptPrefix.length) : key, path)
    return { ...prompt, text: texts[key] ?? prompt.text, embedding }
  })
  return { prompts, encoder: metadata[encoderKey] }
}

function parseTexts(json: string | undefined, path: string): Readonly<Record<string, string>> {
  if (json === undefined) return {}
  try {
    const entries = Object.entries(JSON.parse(json) as object)
    if (entries.every(([, text]) => typeof text === 'string')) return Object.fromEntries(entries)
  } catch {
    // said below
  }
  throw new DataError(`${path} is damaged: its metadata ${textsKey} is not a JSON object of texts`)
}

function knownPrompt(name: string, path: string): PromptText {
  const sigma = /^denoise-(\d{1,3}(?:\.\d+)?)$/.exec(name)?.[1]
  const found = sigma === undefined ? vocabulary.find(prompt => prompt.name === name) : noisePrompt(Number(sigma))
  if (found) return found
  throw new UsageError(`${path} contains an embedding "${name}", which is not the name of a prompt`, {
    hint: `Names are denoise-SIGMA, ${vocabulary.flatMap(prompt => (prompt.sigma ? [] : [prompt.name])).join(', ')}.`,
  })
}
