import { UsageError } from '@dfpir/core'
import { Restorer, type RestorerOptions } from '@dfpir/inference'
import { modelLocation } from '@dfpir/terminal'
import { splitLabel } from '../split-label.js'

/** A model to measure. */
export interface LocatedModel {
  /** Name of its row. */
  readonly name: string
  /** Its file or folder. */
  readonly location: string
}

/**
 * Finds the models of `--model`, given as `label=location` or just the location. Defaults to the included weights. If
 * there are several, opens each one first, so that a damaged one is reported before measuring begins.
 *
 * @throws UsageError if a model is named twice or does not exist; the errors of `Restorer.fromPretrained`.
 */
export async function locateModels(
  names: readonly string[] = [],
  options: RestorerOptions,
  signal: AbortSignal,
): Promise<LocatedModel[]> {
  if (names.length === 0) return [{ name: 'shipped weights', location: await modelLocation(undefined, signal) }]
  const labels = names.map(given => splitLabel(given).label ?? given)
  const twice = labels.find((label, index) => labels.indexOf(label) < index)
  if (twice !== undefined) throw new UsageError(`--model ${twice} is given twice`)
  const models: LocatedModel[] = []
  for (const [index, given] of names.entries()) {
    models.push({ name: labels[index], location: await modelLocation(splitLabel(given).location, signal) })
  }
  for (const { location } of models.slice(1)) await (await Restorer.fromPretrained(location, options)).dispose()
  return models
}
