import type { Task } from '@dfpir/core'
import { choosePrompt, type Prompt, type PromptTable } from '@dfpir/prompts'

/** What is said about a picture's degradation; nothing means noise of unknown strength. */
export interface SelectPromptOptions {
  task?: Task
  /** A prompt of the model, by its text or its name; or any prompt with its embedding, taken as it is. */
  prompt?: string | Prompt
  /**
   * The noise's standard deviation on the scale 0 … 255, for `denoise`.
   *
   * @default estimated from the picture
   */
  sigma?: number
}

/**
 * The model's prompt for a picture. Without task and prompt it is `denoise`, or the model's only task; for `denoise`
 * without a level it is the prompt whose level is nearest to what `estimateNoise` finds.
 *
 * @throws UsageError that lists what the model has when it has no such prompt.
 */
export async function selectPrompt(
  table: PromptTable,
  options: SelectPromptOptions,
  estimateNoise: () => Promise<number>,
): Promise<Prompt> {
  const { prompt: text, sigma } = options
  if (typeof text === 'object') return text
  if (text !== undefined) return choosePrompt(table, { task: options.task, text })
  const task = options.task ?? defaultTask(table)
  if (task !== 'denoise' || sigma !== undefined) return choosePrompt(table, { task, sigma })
  return choosePrompt(table, { task, sigma: await estimateNoise() })
}

function defaultTask(table: PromptTable): Task | undefined {
  const tasks = new Set(table.map(({ task }) => task))
  if (tasks.has('denoise')) return 'denoise'
  return tasks.size === 1 ? table[0].task : undefined
}
