import { UsageError } from '@dfpir/core'
import { type PretrainedModel, readPretrained } from '@dfpir/model'
import { findPrompt, type Prompt } from '@dfpir/prompts'
import { type NamedModel, namedModels } from './named-models.js'

/** A model with its weights and its label in figures. */
export type ReadModel = PretrainedModel & NamedModel

/**
 * Reads the named models with their weights.
 *
 * @throws the errors of `namedModels` and `readPretrained`
 */
export async function readModels(given: readonly string[]): Promise<ReadModel[]> {
  const models = await namedModels(given)
  return Promise.all(models.map(async model => ({ ...(await readPretrained(model.location)), ...model })))
}

/** Finds a model's prompt by name or text. @throws UsageError, listing the model's prompts, if there is none. */
export function promptOf({ label, prompts }: Pick<ReadModel, 'label' | 'prompts'>, text: string): Prompt {
  const found = findPrompt(prompts, text)
  if (found) return found
  const known = prompts.map(({ name }) => name).join(', ') || 'none'
  throw new UsageError(`${label} has no prompt "${text}"`, { hint: `Its prompts are: ${known}.` })
}
