import { EnvironmentError } from '@dfpir/core'
import { type ProgressStream, withStatusLine } from '@dfpir/core/node'
import { type ParsedEntry, promptLevels } from '@dfpir/datasets'
import {
  encodePrompts,
  fixedEncoder,
  type PromptEncoder,
  type PromptTable,
  type PromptText,
  taskPrompts,
  type VocabularyName,
} from '@dfpir/prompts'
import type { DisposablePromptEncoder } from '@dfpir/prompts/clip'
import type { PromptOptions } from './config-schema.js'

/** The prompts of a training. */
export interface TrainingPrompts {
  readonly prompts: PromptTable
  /** Source of their embeddings; undefined if unknown. */
  readonly encoder?: string
  /** A note for the user. */
  readonly note?: string
}

export interface TrainingPromptsOptions {
  /** Length of the network's embeddings; 0 for a network without prompts. */
  readonly size: number
  /**
   * The `prompts` of the training file.
   *
   * @default the detailed texts, embedded by CLIP if it is in the cache and fits the network, or else fixed embeddings
   */
  readonly options?: PromptOptions
  /** The prompts of the starting weights, used by name if the file has no `prompts`. */
  readonly known?: TrainingPrompts
  /** Aborts the download of an encoder. */
  readonly signal?: AbortSignal
  /**
   * The stream for download progress.
   *
   * @default stderr
   */
  readonly stream?: ProgressStream
}

/**
 * Collects the possible prompts of samples from these entries, each once, with their embeddings.
 *
 * @throws UsageError, DataError and EnvironmentError for an encoder that is unavailable or makes embeddings of another
 * size; the signal's reason if it was aborted
 */
export async function trainingPrompts(
  data: readonly ParsedEntry[],
  { size, options, known, ...download }: TrainingPromptsOptions,
): Promise<TrainingPrompts> {
  const texts = promptTexts(data, options?.vocabulary)
  if (size === 0) return { prompts: texts.map(text => ({ ...text, embedding: new Float32Array() })) }
  if (options === undefined && known !== undefined && known.prompts.length > 0) return completed(texts, known, size)
  const encode = async (encoder: PromptEncoder) => ({
    prompts: await encodePrompts(texts, encoder, size),
    encoder: encoder.id,
  })
  if (options?.encoder !== undefined) {
    await using encoder = await openEncoder(options.encoder, download)
    return await encode(encoder)
  }
  await using clip = size === clipSize ? await openCachedClip() : undefined
  if (clip) return { ...(await encode(clip)), note: `prompts are embeddings of ${clipId}, from the cache` }
  return {
    ...(await encode(fixedEncoder(size))),
    note: `prompts are fixed vectors without meaning; ${fixedHint(size)}`,
  }
}

/** The paper's text encoder, CLIP ViT-B/32, and the length of its embeddings. */
const clipId = 'Xenova/clip-vit-base-patch32'
const clipSize = 512

function fixedHint(size: number): string {
  if (size !== clipSize) return `CLIP embeddings need a network with promptSize: ${clipSize}`
  return `for CLIP embeddings, add prompts: { encoder: ${clipId} }`
}

/** Opens CLIP's text encoder if it was downloaded before. */
async function openCachedClip(): Promise<DisposablePromptEncoder | undefined> {
  const { loadPromptEncoder } = await import('@dfpir/hub')
  return loadPromptEncoder(clipId, { download: false }).catch(error => {
    if (error instanceof EnvironmentError) return undefined
    throw error
  })
}

/** Lists the possible prompts of samples from these entries. */
function promptTexts(data: readonly ParsedEntry[], vocabulary?: VocabularyName): readonly PromptText[] {
  const texts = data.flatMap(({ task, sigma }) => taskPrompts(task, promptLevels(sigma), vocabulary))
  return [...new Map(texts.map(prompt => [prompt.name, prompt])).values()]
}

async function completed(texts: readonly PromptText[], known: TrainingPrompts, size: number): Promise<TrainingPrompts> {
  const fixed = await encodePrompts(texts, fixedEncoder(size), size)
  const prompts = fixed.map(prompt => known.prompts.find(({ name }) => name === prompt.name) ?? prompt)
  const same = prompts.every(prompt => !fixed.includes(prompt)) || known.encoder === fixedEncoder(size).id
  return { prompts, ...(same && { encoder: known.encoder }) }
}

/** Opens an encoder in a folder or on the hub. */
async function openEncoder(
  location: string,
  { signal, stream }: Pick<TrainingPromptsOptions, 'signal' | 'stream'>,
): Promise<DisposablePromptEncoder> {
  const { loadPromptEncoder } = await import('@dfpir/hub')
  return await withStatusLine(
    show => loadPromptEncoder(location, { signal, onProgress: ({ message }) => show(message) }),
    { stream },
  )
}
