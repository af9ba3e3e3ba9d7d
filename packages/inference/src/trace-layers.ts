import { foldLayerNorm, type Graph, traceForward } from '@dfpir/graph'
import { networkInputs } from '@dfpir/model'
import type * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import type { Folds } from './folds.js'

export interface TraceLayersOptions {
  /** Names of layers with one output each. */
  layers: readonly string[]
  height: number
  width: number
  folds: Folds
}

/** `input` [1, height, width, 3] and, if the network takes one, `prompt` [1, promptSize] → the layers' outputs by name. */
export function traceLayers(network: tfl.LayersModel, { layers, height, width, folds }: TraceLayersOptions): Graph {
  const outputs = layers.map(name => lastOutput(network.getLayer(name)))
  const part = tfl.model({ inputs: network.inputs, outputs })
  const graph = traceForward(
    ({ input, prompt }: Record<string, tf.Tensor>) => {
      const features = part.apply(prompt ? [input, prompt] : input)
      return Object.fromEntries([features].flat().map((tensor, index) => [layers[index], tensor as tf.Tensor]))
    },
    { inputs: networkInputs(network, { batch: 1, height, width }) },
  )
  return folds.layerNorm ? foldLayerNorm(graph) : graph
}

/** Returns the output of a layer's last use. */
function lastOutput(layer: tfl.layers.Layer): tfl.SymbolicTensor {
  const { length } = layer.inboundNodes
  return [layer.getOutputAt(length - 1)].flat()[0]
}
