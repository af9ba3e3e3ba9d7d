import { modelLocation } from '@dfpir/app-restore'
import { encoderKey, readNetworkFile } from '@dfpir/model'
import { type DescribedPrompt, describePrompt } from './described-prompt.js'

/** What `dfpir prompts list --json` prints. */
export interface PromptListing {
  readonly model: string
  /** What made the embeddings, as far as the checkpoint says: an encoder and its revision, `fixed`, or null. */
  readonly encoder: string | null
  readonly prompts: readonly DescribedPrompt[]
}

/**
 * The prompts that a checkpoint carries.
 *
 * @throws UsageError when there is no such checkpoint, DataError when it cannot be read
 */
export async function listPrompts(model?: string): Promise<PromptListing> {
  const { path, prompts, metadata } = await readNetworkFile(await modelLocation(model))
  return { model: path, encoder: metadata[encoderKey] ?? null, prompts: prompts.map(describePrompt) }
}
