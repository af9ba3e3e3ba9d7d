import { nearest, type Task, UsageError } from '@dfpir/core'
import type { Prompt, PromptTable } from './prompt.js'

/** The properties of the degradation. */
export interface ChoosePromptOptions {
  task?: Task
  /** The standard deviation of the noise in units of 1/255; only for `denoise`. */
  sigma?: number
  /** A prompt's text or name; takes precedence over `sigma`. */
  text?: string
}

/** The default noise level of `denoise`. */
const usualSigma = 25

const emptyTable =
  'Its table of prompts is empty. Add embeddings with: dfpir convert WEIGHTS -o MODEL.safetensors --prompts FILE'

/**
 * Chooses the prompt for a degradation: the one with the given text or name, else the task's. Among several, it is the
 * one of the nearest noise level (of two equally near, the stronger).
 *
 * @throws UsageError if there is none, or if neither text nor task is given
 */
export function choosePrompt(table: PromptTable, { task, sigma, text }: ChoosePromptOptions): Prompt {
  if (sigma !== undefined && !(sigma >= 0 && sigma < Number.POSITIVE_INFINITY)) {
    throw new UsageError(`sigma must be a standard deviation in units of 1/255, such as 25, got ${sigma}`)
  }
  const candidates = task === undefined ? table : table.filter(prompt => prompt.task === task)
  if (text !== undefined) return byText(candidates, text)
  if (task === undefined && table.length > 1) {
    throw new UsageError('expected a task or a prompt, got neither', { hint: `The tasks are ${tasksOf(table)}.` })
  }
  if (candidates.length === 0) {
    const hint = table.length > 0 ? `Its tasks are ${tasksOf(table)}.` : emptyTable
    throw new UsageError(`the network has no prompt for ${task ?? 'any task'}`, { hint })
  }
  return byNoise(candidates, sigma ?? usualSigma)
}

/** Finds a prompt by text or name, ignoring case and surrounding spaces. */
export function findPrompt(table: PromptTable, text: string): Prompt | undefined {
  const plain = (words: string) => words.trim().toLowerCase()
  return table.find(prompt => plain(prompt.text) === plain(text) || plain(prompt.name) === plain(text))
}

function byText(candidates: PromptTable, text: string): Prompt {
  const found = findPrompt(candidates, text)
  if (found) return found
  const names = candidates.flatMap(prompt => [prompt.name, prompt.text])
  const near = nearest(text, names)
  const known = candidates.map(prompt => `"${prompt.text}" (${prompt.name})`).join(', ') || 'none'
  const hint = near === undefined ? `The prompts are: ${known}.` : `Did you mean "${near}"?`
  throw new UsageError(`the network was not trained with the prompt "${text}"`, { hint })
}

function byNoise(candidates: PromptTable, sigma: number): Prompt {
  const distance = (prompt: Prompt) => Math.abs((prompt.sigma ?? Number.POSITIVE_INFINITY) - sigma)
  return candidates.reduce((best, prompt) => {
    const gain = distance(best) - distance(prompt)
    return gain > 0 || (gain === 0 && prompt.sigma! > best.sigma!) ? prompt : best
  })
}

/** Lists the tasks of a table for messages. */
export function tasksOf(table: PromptTable): string {
  return [...new Set(table.map(prompt => prompt.task))].join(', ')
}
