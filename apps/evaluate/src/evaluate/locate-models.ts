import { UsageError } from '@dfpir/core'
import { Restorer, type RestorerOptions } from '@dfpir/inference'
import { modelLocation } from '@dfpir/terminal'
import { splitLabel } from '../split-label.js'

/** A model that is measured. */
export interface LocatedModel {
  /** What its row is called. */
  readonly name: string
  /** Its folder or file. */
  readonly location: string
}

/**
 * Finds the models of `--model`, `label=location` or the location alone, or the weights that ship where none is named. Of several, each is opened once, so that a
 * damaged one is told before the first is measured.
 *
 * @throws UsageError where a model is named twice, or is nowhere; what `Restorer.fromPretrained` throws.
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
