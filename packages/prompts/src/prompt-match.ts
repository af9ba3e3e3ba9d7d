import { type Task, UsageError } from '@dfpir/core'
import { choosePrompt, tasksOf } from './choose-prompt.js'
import type { Prompt, PromptTable } from './prompt.js'
import type { Strength, TextReading } from './read-text.js'

/** A task and how likely it is that a text asks for it, 0 … 1. */
export interface TaskLikelihood {
  readonly task: Task
  readonly confidence: number
}

/** The prompt of a table that a free text asks for. */
export interface PromptMatch {
  readonly prompt: Prompt
  /** The confidence that the text asks for the prompt's task, 0 … 1. */
  readonly confidence: number
  /** The noise level in the text, in units of 1/255; if undefined, the prompt's level is a guess. */
  readonly sigma?: number
  /** The other tasks that were considered, likeliest first. */
  readonly others: readonly TaskLikelihood[]
}

/** Below this confidence, a text is rejected. */
const sure = 0.6
/** Messages quote at most this many characters of a text. */
const quoted = 60

/**
 * Returns the task that a text asks for, or throws if it is unclear.
 *
 * @param likelihoods the tasks, likeliest first
 * @throws UsageError if no task is likely enough
 */
export function likeliest(text: string, likelihoods: readonly TaskLikelihood[], table: PromptTable): TaskLikelihood {
  const [best] = likelihoods
  if (best !== undefined && best.confidence >= sure) return best
  const likely = likelihoods.filter(({ confidence }) => confidence >= 0.01)
  const considered = likely.map(({ task, confidence }) => `${task} ${Math.round(100 * confidence)} %`).join(', ')
  throw new UsageError(`it is not clear what ${quote(text)} asks for`, {
    hint: `${considered ? `Considered: ${considered}. ` : ''}Name the task with --task: ${tasksOf(table)}.`,
  })
}

/**
 * The noise level in a text, in units of 1/255: its number, or for words the weakest, middle or strongest level of the
 * table.
 */
export function levelOf({ sigma, strength }: TextReading, table: PromptTable): number | undefined {
  if (sigma !== undefined || strength === undefined) return sigma
  const levels = table.flatMap(prompt => prompt.sigma ?? []).sort((a, b) => a - b)
  const place: Record<Strength, number> = {
    slight: 0,
    medium: Math.floor(levels.length / 2),
    strong: levels.length - 1,
  }
  return levels[place[strength]]
}

/** @throws UsageError if the table has no prompt for the task */
export function promptFor(text: string, task: Task, { table, sigma }: { table: PromptTable; sigma?: number }): Prompt {
  if (table.some(prompt => prompt.task === task)) return choosePrompt(table, { task, sigma })
  throw new UsageError(`${quote(text)} asks for ${task}, but the network has no prompt for it`, {
    hint: `Its tasks are ${tasksOf(table)}.`,
  })
}

function quote(text: string): string {
  return JSON.stringify(text.length > quoted ? `${text.slice(0, quoted).trimEnd()}…` : text)
}
