import { DataError, type Float32Tensor } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/**
 * Returns the weights of a model by stable names, `layer/weight` (such as `encoder_level1.0/attn/qkv/kernel`), layer by
 * layer in the order of `model.layers`. The names are the same for every model of the process, unlike those of the
 * variables, which tfjs numbers to make them unique.
 */
export function namedWeights(model: tfl.LayersModel): Map<string, tfl.LayerVariable> {
  const variables = model.layers.flatMap(layer => layer.weights)
  return new Map(variables.map(variable => [variable.originalName, variable]))
}

/** Copies every weight's values, by the names of {@link namedWeights}. */
export async function readWeights(model: tfl.LayersModel): Promise<Map<string, Float32Tensor>> {
  const values = new Map<string, Float32Tensor>()
  for (const [name, variable] of namedWeights(model)) {
    const data = await variable.read().data<'float32'>()
    values.set(name, { shape: variable.read().shape, data: data.slice() })
  }
  return values
}

/**
 * Overwrites the named weights. Others stay unchanged.
 *
 * @throws DataError if the model has no weight with a name, or one with another shape.
 */
export function writeWeights(model: tfl.LayersModel, values: ReadonlyMap<string, Float32Tensor>): void {
  const variables = namedWeights(model)
  for (const [name, { shape, data }] of values) {
    const variable = variables.get(name)
    if (variable === undefined) throw new DataError(`the model has no weight named ${name}`)
    const expected = variable.shape.join(', ')
    if (expected !== shape.join(', ')) throw new DataError(`${name} expected shape [${expected}], got [${shape}]`)
    const value = tf.tensor(data, [...shape], 'float32')
    variable.write(value)
    value.dispose()
  }
}
