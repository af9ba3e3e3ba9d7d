import { UsageError } from '@dfpir/core'
import type { PromptTable } from './prompt.js'
import { levelOf, likeliest, type PromptMatch, promptFor, type TaskLikelihood } from './prompt-match.js'
import { readText, type TextReading } from './read-text.js'

/** More than anybody says about a photograph, in characters. */
const longestText = 2000

/**
 * The prompt of a table that an English text asks for, found with a list of words, without any model: "remove the rain
 * from my holiday picture" → `derain`. A noise level in numbers or words goes to the nearest prompt.
 *
 * The confidence is the share of the words about degradations that speak for the task, times 1 − 10^−w for the weight
 * w of these words: 0.9 for one plain name. It is a rule, not a measured probability.
 *
 * @throws UsageError when the text is unclear, names several degradations, or one that the table has no prompt for.
 */
export function matchText(table: PromptTable, text: string): PromptMatch {
  if (text.length > longestText) {
    throw new UsageError(`a prompt has at most ${longestText} characters, not ${text.length}`)
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
