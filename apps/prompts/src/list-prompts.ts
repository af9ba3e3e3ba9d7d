import { modelLocation } from '@dfpir/app-restore'
import type { Task } from '@dfpir/core'
import { encoderKey, readNetworkFile } from '@dfpir/model'

/** One prompt of a checkpoint. */
export interface ListedPrompt {
  readonly name: string
  readonly task: Task
  readonly text: string
  /** The noise level that it names, of 255; null for prompts without one. */
  readonly sigma: number | null
  /** How many numbers its embedding has. */
  readonly size: number
  /** The embedding's Euclidean norm. */
  readonly norm: number
}

/** What `dfpir prompts list --json` prints. */
export interface PromptListing {
  readonly model: string
  /** What made the embeddings, as far as the checkpoint says: an encoder and its revision, or null. */
  readonly encoder: string | null
  readonly prompts: readonly ListedPrompt[]
}

/**
 * The prompts that a checkpoint carries.
 *
 * @throws UsageError when there is no such checkpoint, DataError when it cannot be read
 */
export async function listPrompts(model?: string): Promise<PromptListing> {
  const { path, prompts, metadata } = await readNetworkFile(await modelLocation(model))
  const listed = prompts.map(({ embedding, sigma = null, name, task, text }) => {
    return { name, task, text, sigma, size: embedding.length, norm: Math.hypot(...embedding) }
  })
  return { model: path, encoder: metadata[encoderKey] ?? null, prompts: listed }
}
