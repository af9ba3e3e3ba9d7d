import { encoderKey, readNetworkFile } from '@dfpir/model'
import { modelLocation } from '@dfpir/terminal'
import { type DescribedPrompt, describePrompt } from './described-prompt.js'

/** The output of `dfpir prompts list --json`. */
export interface PromptListing {
  readonly model: string
  /** The source of the embeddings according to the checkpoint: an encoder and its revision, `fixed`, or null. */
  readonly encoder: string | null
  readonly prompts: readonly DescribedPrompt[]
}

/**
 * Lists the prompts stored in a checkpoint.
 *
 * @throws UsageError if the checkpoint does not exist, DataError if it cannot be read
 */
export async function listPrompts(model?: string): Promise<PromptListing> {
  const { path, prompts, metadata } = await readNetworkFile(await modelLocation(model))
  return { model: path, encoder: metadata[encoderKey] ?? null, prompts: prompts.map(describePrompt) }
}

/** Formats the human-readable output of `dfpir prompts list`. */
export function formatPrompts({ model, encoder, prompts }: PromptListing): string {
  if (prompts.length === 0) return `${model} contains no prompts`
  const rows = prompts.map(({ name, task, text, size, norm }) => [name, task, `${size}`, norm.toFixed(2), text])
  const table = [['name', 'task', 'size', 'norm', 'text'], ...rows]
  const widths = [0, 1, 2, 3].map(column => Math.max(...table.map(row => row[column].length)))
  const lines = table.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return [...lines, '', `embeddings: ${encoder ?? 'of unknown origin'}`].join('\n')
}
