import { WeightedLayer } from '@dfpir/layers'
import type { NetworkConfig } from '@dfpir/networks'
import type * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { writeWeights } from './named-weights.js'
import { kindOf } from './networks.js'

export interface CreateNetworkOptions {
  /**
   * The initial weights. `reference`: PyTorch's defaults, as in the released code. `identity`: the network begins by
   * returning its picture; in DFPIR every DGPB passes its features on almost unchanged, with different channel orders for
   * different prompts.
   *
   * @default 'reference'
   */
  init?: 'reference' | 'identity'
  /**
   * Seed of the initial weights.
   *
   * @default 0
   */
  seed?: number
  /** For `identity`: the embeddings [promptSize] that the network will be used with. */
  prompts?: readonly Float32Array[]
  /**
   * Height of the pictures: a multiple of what the network needs, or null for any such multiple.
   *
   * @default null
   */
  height?: number | null
  /** Width of the pictures, likewise. */
  width?: number | null
  /**
   * Leaves out the final addition of the picture, so that the model returns the residual.
   *
   * @default false
   */
  residual?: boolean
}

/**
 * A network of any kind as a model. Inputs: `image` [B, H, W, 3] in 0 … 1 and, unless the network's `promptSize` is 0,
 * `prompt` [B, promptSize], or one prompt [1, promptSize] for the whole batch. Output: [B, H, W, 3].
 *
 * @throws UsageError for a configuration that makes no network
 */
export function createNetwork(config: NetworkConfig, options: CreateNetworkOptions = {}): tfl.LayersModel {
  const { init = 'reference', seed = 0, prompts = [], height = null, width = null, residual = false } = options
  const kind = kindOf(config)
  const { name, promptSize } = kind.traits(config)
  const inputs = [tfl.input({ shape: [height, width, 3], name: 'image' })]
  if (promptSize > 0) inputs.push(tfl.input({ shape: [promptSize], name: 'prompt' }))
  const model = tfl.model({ name, inputs, outputs: kind.connect(config, inputs, { seed, residual }) })
  if (init === 'identity') writeWeights(model, kind.identityStart(config, { seed, prompts }))
  return model
}

/** A network's output for pictures [B, H, W, 3] and the prompts [B, promptSize] that it takes, if it takes any. */
export function applyNetwork(model: tfl.LayersModel, image: tf.Tensor, prompt?: tf.Tensor): tf.Tensor4D {
  const [, takesPrompts] = model.inputs
  return model.apply(takesPrompts && prompt ? [image, prompt] : image) as tf.Tensor4D
}

/** How many pictures of which size. */
export interface InputSize {
  readonly batch: number
  readonly height: number
  readonly width: number
}

/**
 * The shapes of a network's inputs for pictures of one size: `input` [B, H, W, 3] and, where it takes prompts, `prompt`
 * [B, promptSize].
 */
export function networkInputs({ inputs: [, prompt] }: tfl.LayersModel, { batch, height, width }: InputSize) {
  const input = { shape: [batch, height, width, 3] }
  return { input, ...(prompt && { prompt: { shape: [batch, prompt.shape[1]!] } }) }
}

/**
 * Lets every block of a network (Transformer blocks, NAFNet blocks, DGPBs) compute its inner values again for the
 * derivative, instead of keeping them: about a third more time and much less memory.
 */
export function recomputeBlocks(model: tfl.LayersModel): void {
  for (const layer of model.layers) {
    if (layer instanceof WeightedLayer && layer.isBlock) layer.recompute = true
  }
}
