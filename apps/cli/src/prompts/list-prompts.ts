import { encoderKey, readNetworkFile } from '@dfpir/model'
import { modelLocation } from '@dfpir/terminal'
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

/** What `dfpir prompts list` prints for people. */
export function formatPrompts({ model, encoder, prompts }: PromptListing): string {
  if (prompts.length === 0) return `${model} carries no prompts`
  const rows = prompts.map(({ name, task, text, size, norm }) => [name, task, `${size}`, norm.toFixed(2), text])
  const table = [['name', 'task', 'size', 'norm', 'text'], ...rows]
  const widths = [0, 1, 2, 3].map(column => Math.max(...table.map(row => row[column].length)))
  const lines = table.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return [...lines, '', `embeddings: ${encoder ?? 'the checkpoint does not say what made them'}`].join('\n')
}
