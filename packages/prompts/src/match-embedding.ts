import type { Task } from '@dfpir/core'
import type { Prompt, PromptTable, PromptText } from './prompt.js'
import type { PromptEncoder } from './prompt-encoder.js'
import { levelOf, likeliest, type PromptMatch, promptFor, type TaskLikelihood } from './prompt-match.js'
import { readText } from './read-text.js'
import { vocabulary } from './vocabulary.js'

/** CLIP's factor for cosines before the softmax (Radford et al., 2021: the learned temperature ends at 100). */
const logitScale = 100

/**
 * Finds the prompt of a table whose meaning is nearest to a text's, by the cosine between the encoder's embeddings of
 * both texts. The table's own embeddings are not used. The confidence is the softmax of 100 times the cosines over the
 * table's prompts, summed per task. Tasks that the table lacks are represented by the paper's prompts, so requests for
 * them are recognised. A noise level in numbers or words selects the nearest prompt, as with `matchText`.
 *
 * @throws UsageError if no task is likely enough, or the table has no prompt for it; any error of the encoder
 */
export async function matchEmbedding(table: PromptTable, text: string, encoder: PromptEncoder): Promise<PromptMatch> {
  const ranked = await rankPrompts(table, text, encoder)
  const likelihoods = perTask(ranked)
  const { task, confidence } = likeliest(text, likelihoods, table)
  const sigma = task === 'denoise' ? levelOf(readText(text), table) : undefined
  const nearest = ranked.find(({ prompt }) => prompt.task === task)!.prompt
  const prompt = sigma === undefined && isPrompt(nearest) ? nearest : promptFor(text, task, { table, sigma })
  return { prompt, confidence, sigma, others: likelihoods.filter(other => other.task !== task) }
}

/**
 * Makes a prompt from a text and its own embedding, with the name `exact`, for research. A trained network knows only
 * the channel orders of its own prompts; the order of any other text has no meaning to it.
 *
 * @param task the task of the prompt; by default that of the table's nearest prompt, however distant
 */
export async function exactPrompt(
  table: PromptTable,
  text: string,
  { encoder, task }: { encoder: PromptEncoder; task?: Task },
): Promise<Prompt> {
  const [embedding] = await encoder.encode([text])
  return { name: 'exact', task: task ?? (await rankPrompts(table, text, encoder))[0].prompt.task, text, embedding }
}

interface RankedPrompt {
  readonly prompt: Prompt | PromptText
  /** Its share of the softmax. */
  readonly share: number
}

/** The table's prompts and the paper's prompts of tasks that it lacks, nearest first. */
async function rankPrompts(table: PromptTable, text: string, encoder: PromptEncoder): Promise<RankedPrompt[]> {
  const known = new Set(table.map(({ task }) => task))
  const prompts = [...table, ...vocabulary.filter(({ task }) => !known.has(task))]
  const [embedding, ...embeddings] = await encoder.encode([text, ...prompts.map(prompt => prompt.text)])
  const logits = embeddings.map(other => logitScale * cosine(embedding, other))
  const highest = Math.max(...logits)
  const powers = logits.map(logit => Math.exp(logit - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return prompts.map((prompt, index) => ({ prompt, share: powers[index] / sum })).sort((a, b) => b.share - a.share)
}

function perTask(ranked: readonly RankedPrompt[]): TaskLikelihood[] {
  const shares = new Map<Task, number>()
  for (const { prompt, share } of ranked) shares.set(prompt.task, (shares.get(prompt.task) ?? 0) + share)
  return [...shares].map(([task, confidence]) => ({ task, confidence })).sort((a, b) => b.confidence - a.confidence)
}

function isPrompt(prompt: Prompt | PromptText): prompt is Prompt {
  return 'embedding' in prompt
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, index) => sum + value * y[index], 0)
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
}
