import { UsageError } from '@dfpir/core'
import type { PromptTable } from './prompt.js'
import { levelOf, likeliest, type PromptMatch, promptFor, type TaskLikelihood } from './prompt-match.js'
import { readText, type TextReading } from './read-text.js'

/** The maximum length of a text, in characters. */
const longestText = 2000

/**
 * Finds the prompt of a table that an English text asks for, with a list of words and without a model: "remove the rain
 * from my holiday picture" → `derain`. A noise level in numbers or words selects the nearest prompt.
 *
 * The confidence is the share of the words about degradations that speak for the task, times 1 − 10^−w for the weight w
 * of these words: 0.9 for one plain name. It is a rule, not a measured probability.
 *
 * @throws UsageError if the text is unclear, names several degradations, or names one without a prompt in the table
 */
export function matchText(table: PromptTable, text: string): PromptMatch {
  if (text.length > longestText) {
    throw new UsageError(`a prompt may have at most ${longestText} characters, got ${text.length}`)
  }
  const reading = readText(text)
  const likelihoods = likelihoodsOf(reading)
  const { task, confidence } = likeliest(text, likelihoods, table)
  const sigma = task === 'denoise' ? levelOf(reading, table) : undefined
  const others = likelihoods.filter(other => other.task !== task)
  return { prompt: promptFor(text, task, { table, sigma }), confidence, sigma, others }
}

function likelihoodsOf({ evidence }: TextReading): TaskLikelihood[] {
  const all = [...evidence.values()].reduce((sum, weight) => sum + weight, 0)
  const likelihoods = [...evidence].flatMap(([subject, weight]) =>
    subject === 'other' ? [] : [{ task: subject, confidence: (weight / all) * (1 - 10 ** -weight) }],
  )
  return likelihoods.sort((a, b) => b.confidence - a.confidence)
}
