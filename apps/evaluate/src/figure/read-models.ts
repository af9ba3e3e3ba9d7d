import { UsageError } from '@dfpir/core'
import { networkBridges, type PretrainedModel, readPretrained } from '@dfpir/model'
import { findPrompt, type Prompt } from '@dfpir/prompts'
import { type NamedModel, namedModels } from './named-models.js'

/** A model with its weights, as it is called in figures. */
export type ReadModel = PretrainedModel & NamedModel

/**
 * The models that are named, with their weights.
 *
 * @throws UsageError for networks without DGPBs, and as `namedModels` and `readPretrained` do
 */
export async function readModels(given: readonly string[]): Promise<ReadModel[]> {
  const models = await namedModels(given)
  return Promise.all(models.map(readModel))
}

async function readModel(model: NamedModel): Promise<ReadModel> {
  const read = await readPretrained(model.location)
  networkBridges(read.config)
  return { ...read, ...model }
}

/** A model's prompt by its name or text. @throws UsageError that lists what the model has when it has no such prompt. */
export function promptOf({ label, prompts }: Pick<ReadModel, 'label' | 'prompts'>, text: string): Prompt {
  const found = findPrompt(prompts, text)
  if (found) return found
  const known = prompts.map(({ name }) => name).join(', ') || 'none'
  throw new UsageError(`${label} has no prompt "${text}"`, { hint: `Its prompts are: ${known}.` })
}
