import type { Task } from '@dfpir/core'
import type { Prompt } from '@dfpir/prompts'

/** A prompt of a checkpoint, as `--json` prints it. */
export interface DescribedPrompt {
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

export function describePrompt({ name, task, text, sigma, embedding }: Prompt): DescribedPrompt {
  return { name, task, text, sigma: sigma ?? null, size: embedding.length, norm: Math.hypot(...embedding) }
}
