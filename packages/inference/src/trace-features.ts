import { foldLayerNorm, type Graph, traceForward } from '@dfpir/graph'
import { type BlockName, blockOf, networkInputs, type PretrainedModel } from '@dfpir/model'
import type * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import type { FeatureStage } from './feature-stages.js'
import type { Folds } from './folds.js'
import { loadModel } from './network.js'

export interface TraceFeaturesOptions {
  model: Pick<PretrainedModel, 'config' | 'stateDict'>
  block: BlockName
  height: number
  width: number
  folds: Folds
}

/** `input` [1, height, width, 3] and `prompt` [1, promptSize] → the stages of one DGPB, each [1, h, w, C]. */
export async function traceFeatures({ model, block, height, width, folds }: TraceFeaturesOptions): Promise<Graph> {
  const network = await loadModel(model.config, model.stateDict)
  try {
    const layer = blockOf(network, model.config, block)
    const [features] = layer.input as tfl.SymbolicTensor[]
    const encoder = tfl.model({ inputs: network.inputs[0], outputs: features })
    const stages = ({ input, prompt }: Record<string, tf.Tensor>): Record<FeatureStage, tf.Tensor> => {
      const before = encoder.apply(input) as tf.Tensor4D
      const { perturbed, attended, output } = layer.stages(before, prompt as tf.Tensor2D)
      return { before, dgcpm: perturbed, caapm: attended, after: output }
    }
    const graph = traceForward(stages, { inputs: networkInputs(network, { batch: 1, height, width }) })
    return folds.layerNorm ? foldLayerNorm(graph) : graph
  } finally {
    network.dispose()
  }
}
