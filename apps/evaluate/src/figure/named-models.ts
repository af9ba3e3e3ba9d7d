import { basename, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'
import { modelLocation } from '@dfpir/terminal'
import { splitLabel } from '../split-label.js'

/** A model as `--model` names it. */
export interface NamedModel {
  /** What figures call it. */
  readonly label: string
  /** Where it lies. */
  readonly location: string
}

/**
 * The models that are named, `label=location` or the location alone; those that ship where none is.
 *
 * @throws UsageError for two models of one label and for a model that is nowhere
 */
export async function namedModels(given: readonly string[]): Promise<NamedModel[]> {
  if (given.length === 0) return [{ label: 'shipped weights', location: await modelLocation() }]
  const models = await Promise.all(given.map(namedModel))
  const labels = models.map(({ label }) => label)
  const twice = labels.find((label, index) => labels.indexOf(label) < index)
  if (twice === undefined) return models
  throw new UsageError(`two models are called ${twice}`, { hint: 'Name them apart: --model ours=FOLDER.' })
}

async function namedModel(given: string): Promise<NamedModel> {
  const { label = basename(resolve(given)).replace(/\.[a-z]+$/, ''), location } = splitLabel(given)
  return { label, location: await modelLocation(location) }
}
