import type { Task } from '@dfpir/core'
import { choosePrompt, findPrompt, matchText, type Prompt, type PromptMatch, type PromptTable } from '@dfpir/prompts'

/** Describes a picture's damage. By default it is noise of unknown strength. */
export interface SelectPromptOptions {
  task?: Task
  /**
   * A prompt of the model, by text or name; free text in English, which is interpreted as one of them (`matchText`); or any
   * prompt with its embedding, used unchanged. With `task`, free text is not accepted.
   */
  prompt?: string | Prompt
  /**
   * Standard deviation of the noise on the scale 0 to 255, for `denoise`.
   *
   * @default estimated from the picture
   */
  sigma?: number
}

/** The resolved request. */
export interface SettledPrompt extends SelectPromptOptions {
  /** Confidence that a free text means the prompt, 0 to 1; absent without a free text. */
  readonly promptConfidence?: number
}

/** The selected prompt for a picture. */
export interface SelectedPrompt extends Pick<SettledPrompt, 'promptConfidence'> {
  readonly prompt: Prompt
  /** The result of `estimateNoise`, if it was called. */
  readonly noise?: number
}

/** Interprets a free text as a prompt of a table. */
export type TextMatcher = (table: PromptTable, text: string) => PromptMatch | Promise<PromptMatch>

/**
 * Selects the model's prompt for a picture. Without task and prompt, the task is `denoise` or the model's only task. For
 * `denoise` without a level, it selects the prompt whose level is nearest to the estimate of `estimateNoise`.
 *
 * @throws UsageError for an unclear free text, and, listing the model's prompts, for one that it does not have.
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
 * Interprets a free text as a prompt of the table, and returns other requests unchanged. A text is not free if it is the
 * text or name of a prompt, or if a task is given. A given noise level overrides the text's. Without any level, the prompt
 * is selected for each picture.
 *
 * @throws UsageError for an unclear text; the errors of `match`.
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
