import type { Task } from '@dfpir/core'
import { choosePrompt, findPrompt, matchText, type Prompt, type PromptMatch, type PromptTable } from '@dfpir/prompts'

/** What is said about a picture's degradation; nothing means noise of unknown strength. */
export interface SelectPromptOptions {
  task?: Task
  /**
   * A prompt of the model, by its text or its name, or free text in English, which is read as one of them (`matchText`);
   * or any prompt with its embedding, taken as it is. With `task` no free text will do.
   */
  prompt?: string | Prompt
  /**
   * The noise's standard deviation on the scale 0 … 255, for `denoise`.
   *
   * @default estimated from the picture
   */
  sigma?: number
}

/** A prompt as it was settled from what was said. */
export interface SettledPrompt extends SelectPromptOptions {
  /** How sure it is that a free text means the prompt, 0 … 1; absent where no free text was given. */
  readonly promptConfidence?: number
}

/** The prompt that was selected for a picture. */
export interface SelectedPrompt extends Pick<SettledPrompt, 'promptConfidence'> {
  readonly prompt: Prompt
  /** What `estimateNoise` found, where it was asked. */
  readonly noise?: number
}

/** Reads a free text as a prompt of a table. */
export type TextMatcher = (table: PromptTable, text: string) => PromptMatch | Promise<PromptMatch>

/**
 * The model's prompt for a picture. Without task and prompt it is `denoise`, or the model's only task; for `denoise`
 * without a level it is the prompt whose level is nearest to what `estimateNoise` finds.
 *
 * @throws UsageError that lists what the model has when it has no such prompt, and for a free text that is unclear.
 */
export async function selectPrompt(
  table: PromptTable,
  options: SelectPromptOptions,
  estimateNoise: () => Promise<number>,
): Promise<SelectedPrompt> {
  const { prompt, promptConfidence, sigma, task = defaultTask(table) } = await settlePrompt(table, options)
  if (typeof prompt === 'object') return { prompt, promptConfidence }
  if (prompt !== undefined) return { prompt: choosePrompt(table, { task: options.task, text: prompt }) }
  if (task !== 'denoise' || sigma !== undefined)
    return { prompt: choosePrompt(table, { task, sigma }), promptConfidence }
  const noise = await estimateNoise()
  return { prompt: choosePrompt(table, { task, sigma: noise }), noise, promptConfidence }
}

/**
 * Reads a free text as a prompt of the table, and leaves everything else as it is. A text is not free where it is that of a
 * prompt or its name, and where a task is given, with which nothing else will do. A given level of the noise counts for
 * more than the text's; without any the prompt stays open, and each picture decides.
 *
 * @throws UsageError for a text that is unclear, and what `match` throws.
 */
export async function settlePrompt(
  table: PromptTable,
  options: SelectPromptOptions,
  match: TextMatcher = matchText,
): Promise<SettledPrompt> {
  const { task, prompt: text, sigma: given } = options
  if (typeof text !== 'string' || task !== undefined || table.length === 0 || findPrompt(table, text)) return options
  const { prompt, confidence: promptConfidence, sigma } = await match(table, text)
  if (prompt.task !== 'denoise') return { prompt, promptConfidence }
  const level = given ?? sigma
  if (level === undefined) return { task: 'denoise', promptConfidence }
  return { prompt: choosePrompt(table, { task: 'denoise', sigma: level }), promptConfidence }
}

function defaultTask(table: PromptTable): Task | undefined {
  const tasks = new Set(table.map(({ task }) => task))
  if (tasks.has('denoise')) return 'denoise'
  return tasks.size === 1 ? table[0].task : undefined
}
