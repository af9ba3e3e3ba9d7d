import { type OnnxInitializer, toFreeOnnx, traceForward } from '@dfpir/graph'
import {
  applyNetwork,
  formatDescription,
  type InputSize,
  namedWeights,
  networkInputs,
  networkKeyMap,
  networkTraits,
  type PretrainedModel,
} from '@dfpir/model'
import { embeddingText, type PromptTable } from '@dfpir/prompts'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers'
import { loadModel } from './network.js'

/** For each axis of the published tensor, the axis of the layer's weight. */
const publishedOrders = {
  conv: [3, 2, 0, 1], // [kh, kw, in, out] as [out, in, kh, kw]
  depthwise: [2, 3, 0, 1], // [kh, kw, channels, 1] as [channels, 1, kh, kw]
  linear: [1, 0], // [in, out] as [out, in]
  plain: undefined,
}

/** Writes the file of `exportOnnx`. */
export async function onnxModel(pretrained: PretrainedModel): Promise<Uint8Array> {
  const model = await loadModel(pretrained.config, pretrained.stateDict)
  try {
    return writeModel(model, pretrained)
  } finally {
    model.dispose()
  }
}

function writeModel(model: LayersModel, { config, stateDict, prompts, metadata }: PretrainedModel): Uint8Array {
  const weights = namedWeights(model)
  const variables = new Map([...weights].map(([name, weight]) => [name, variableOf(weight)]))
  const { multipleOf, freeMultipleOf = multipleOf, padding = 'reflect' } = networkTraits(config)
  const sides = { multipleOf: freeMultipleOf, pad: padding } as const
  const trace = (size: InputSize) => {
    const { input, ...others } = networkInputs(model, size)
    const [batch, height, width, channels] = input.shape
    const inputs = { image: { shape: [batch, channels, height, width] }, ...others }
    return traceForward(({ image, prompt }) => ({ restored: restore(model, image, prompt) }), { inputs, variables })
  }
  return toFreeOnnx(trace, {
    dimensions: { batch: {}, height: sides, width: sides },
    initializers: publishedWeights(config, stateDict),
    metadata: {
      dfpir: formatDescription({ config, prompts: prompts.map(({ embedding: _, ...prompt }) => prompt), metadata }),
      ...embeddings(prompts),
    },
  })
}

/** [B, 3, H, W] → [B, 3, H, W]. */
function restore(model: LayersModel, image: tf.Tensor, prompt?: tf.Tensor): tf.Tensor {
  const picture = tf.transpose(image, [0, 2, 3, 1])
  const residual = applyNetwork(model, picture, prompt)
  return tf.transpose(tf.add(picture, residual), [0, 3, 1, 2])
}

function variableOf(weight: LayerVariable): tf.Variable {
  return weight.read() as tf.Variable
}

function publishedWeights(
  config: PretrainedModel['config'],
  stateDict: PretrainedModel['stateDict'],
): Map<string, OnnxInitializer> {
  return new Map(
    networkKeyMap(config).entries.map(({ layer, torch, kind }) => [
      layer,
      { name: torch, values: stateDict.get(torch)!.data, order: publishedOrders[kind] },
    ]),
  )
}

function embeddings(prompts: PromptTable): Record<string, string> {
  return Object.fromEntries(prompts.map(({ name, embedding }) => [`prompts.${name}`, embeddingText(embedding)]))
}
