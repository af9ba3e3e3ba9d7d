import { basename, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'
import { modelLocation } from '@dfpir/terminal'
import { splitLabel } from '../split-label.js'

/** A model named by `--model`. */
export interface NamedModel {
  /** Its name in figures. */
  readonly label: string
  /** Its file or folder. */
  readonly location: string
}

/**
 * Resolves the models of `--model`, given as `label=location` or just the location. Defaults to the included weights.
 *
 * @throws UsageError if two models have the same label, or a model does not exist
 */
export async function namedModels(given: readonly string[]): Promise<NamedModel[]> {
  if (given.length === 0) return [{ label: 'shipped weights', location: await modelLocation() }]
  const models = await Promise.all(given.map(namedModel))
  const labels = models.map(({ label }) => label)
  const twice = labels.find((label, index) => labels.indexOf(label) < index)
  if (twice === undefined) return models
  throw new UsageError(`two models have the label ${twice}`, {
    hint: 'Give them different labels: --model ours=FOLDER.',
  })
}

async function namedModel(given: string): Promise<NamedModel> {
  const { label = basename(resolve(given)).replace(/\.[a-z]+$/, ''), location } = splitLabel(given)
  return { label, location: await modelLocation(location) }
}
