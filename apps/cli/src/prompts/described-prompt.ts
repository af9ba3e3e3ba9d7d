import type { Task } from '@dfpir/core'
import type { Prompt } from '@dfpir/prompts'

/** A prompt in a checkpoint, as `--json` prints it. */
export interface DescribedPrompt {
  readonly name: string
  readonly task: Task
  readonly text: string
  /** Its noise level, 0 to 255; null for prompts without one. */
  readonly sigma: number | null
  /** Length of its embedding. */
  readonly size: number
  /** Euclidean norm of its embedding. */
  readonly norm: number
}

export function describePrompt({ name, task, text, sigma, embedding }: Prompt): DescribedPrompt {
  return { name, task, text, sigma: sigma ?? null, size: embedding.length, norm: Math.hypot(...embedding) }
}
