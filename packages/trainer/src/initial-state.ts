import { namedWeights } from '@dfpir/model'
import type * as tfl from '@tensorflow/tfjs-layers'
import type { StepState } from './compiled-step.js'

/** A copy of every weight of a model, by the names that its traced step uses. */
export function initialState(model: tfl.LayersModel): StepState {
  return new Map(
    [...namedWeights(model)].map(([name, weight]) => {
      const value = weight.read()
      return [name, { shape: value.shape, data: value.dataSync<'float32'>() }]
    }),
  )
}
