import { UsageError } from '@dfpir/core'
import { WeightedLayer } from '@dfpir/layers'
import type { NetworkConfig } from '@dfpir/networks'
import type * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { writeWeights } from './named-weights.js'
import { kindOf } from './networks.js'

export interface CreateNetworkOptions {
  /**
   * The initial weights. `reference`: PyTorch's defaults, as in the released code. `identity`: the network initially
   * returns its picture. In DFPIR, every DGPB then passes its features on almost unchanged, with different channel orders
   * for different prompts. `shuffled`: the same for the given prompts, with orders that are far apart.
   *
   * @default 'reference'
   */
  init?: 'reference' | 'identity' | 'shuffled'
  /**
   * Seed of the initial weights.
   *
   * @default 0
   */
  seed?: number
  /** For `identity` and `shuffled`, the embeddings [promptSize] that will be used with the network. */
  prompts?: readonly Float32Array[]
  /**
   * Height of the pictures, a multiple of what the network needs, or null for any such multiple.
   *
   * @default null
   */
  height?: number | null
  /** Width of the pictures, likewise. */
  width?: number | null
  /**
   * Whether to omit the final addition of the picture, so that the model returns the residual.
   *
   * @default false
   */
  residual?: boolean
  /**
   * Whether the model also returns the other pictures that the authors' training supervises (see `supervisedOutputs`), if
   * there are any.
   *
   * @default false
   */
  supervised?: boolean
}

/**
 * Creates a network of any kind as a model. Inputs: `image` [B, H, W, 3] in [0, 1] and, unless the network's `promptSize`
 * is 0, `prompt` [B, promptSize], or one prompt [1, promptSize] for the whole batch. Output: [B, H, W, 3].
 *
 * @throws UsageError for an invalid configuration
 */
export function createNetwork(config: NetworkConfig, options: CreateNetworkOptions = {}): tfl.LayersModel {
  const { init = 'reference', seed = 0, prompts = [], height = null, width = null, residual = false } = options
  const { supervised = false } = options
  const kind = kindOf(config)
  const { name, promptSize } = kind.traits(config)
  const inputs = [tfl.input({ shape: [height, width, 3], name: 'image' })]
  if (promptSize > 0) inputs.push(tfl.input({ shape: [promptSize], name: 'prompt' }))
  const { connect } = (supervised && kind.training) || kind
  const model = tfl.model({ name, inputs, outputs: connect(config, inputs, { seed, residual }) })
  if (init !== 'reference') {
    if (!kind.identityStart) throw withoutStart(name, init)
    const orders = init === 'shuffled' ? 'distant' : 'paired'
    writeWeights(model, kind.identityStart(config, { seed, prompts, orders }))
  }
  return model
}

function withoutStart(name: string, init: string): UsageError {
  return new UsageError(`a ${name} has no weights with which it returns its picture, as init: ${init} needs`, {
    hint: 'Use init: reference.',
  })
}

/** Computes a network's output for pictures [B, H, W, 3] and, if it takes prompts, embeddings [B, promptSize]. */
export function applyNetwork(model: tfl.LayersModel, image: tf.Tensor, prompt?: tf.Tensor): tf.Tensor4D {
  return supervisedOutputs(model, image, prompt)[0]
}

/**
 * Computes a network's output like {@link applyNetwork}, followed by the other pictures [B, H, W, 3] that training
 * supervises if the network was created with `supervised`.
 */
export function supervisedOutputs(model: tfl.LayersModel, image: tf.Tensor, prompt?: tf.Tensor): tf.Tensor4D[] {
  const [, takesPrompts] = model.inputs
  return [model.apply(takesPrompts && prompt ? [image, prompt] : image)].flat() as tf.Tensor4D[]
}

/** Number and size of pictures. */
export interface InputSize {
  readonly batch: number
  readonly height: number
  readonly width: number
}

/**
 * Returns the shapes of a network's inputs for pictures of one size: `input` [B, H, W, 3] and, if it takes prompts,
 * `prompt` [B, promptSize].
 */
export function networkInputs({ inputs: [, prompt] }: tfl.LayersModel, { batch, height, width }: InputSize) {
  const input = { shape: [batch, height, width, 3] }
  return { input, ...(prompt && { prompt: { shape: [batch, prompt.shape[1]!] } }) }
}

/**
 * Makes every block of a network (Transformer blocks, NAFNet blocks, DGPBs) recompute its inner values for the derivative
 * instead of keeping them, which takes about a third more time and much less memory.
 */
export function recomputeBlocks(model: tfl.LayersModel): void {
  for (const layer of model.layers) {
    if (layer instanceof WeightedLayer && layer.isBlock) layer.recompute = true
  }
}
