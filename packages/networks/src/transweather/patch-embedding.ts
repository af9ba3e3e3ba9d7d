import {
  biasSpec,
  channelsOf,
  convSpec,
  layerNorm,
  normSpecs,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

export interface PatchEmbeddingArgs extends WeightedLayerArgs {
  /** Number of output channels. */
  filters: number
  /** Side of the square kernel, odd. */
  size: number
  /** Distance of neighbouring patches. */
  stride: number
}

/**
 * Overlapping patches (Xie et al., SegFormer, NeurIPS 2021): a convolution with stride and bias, padded by ⌊size/2⌋ zeros, then
 * layer norm; [B, H, W, I] → [B, ⌈H / stride⌉, ⌈W / stride⌉, filters].
 */
export class PatchEmbedding extends WeightedLayer {
  static readonly className = 'DfpirPatchEmbedding'
  private readonly filters: number
  private readonly size: number
  private readonly stride: number

  constructor({ filters, size, stride, ...args }: PatchEmbeddingArgs) {
    super(args)
    this.filters = filters
    this.size = size
    this.stride = stride
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    return [
      convSpec(place('proj'), this.size, channels, this.filters),
      biasSpec(place('proj'), channels * this.size ** 2, this.filters),
      ...normSpecs(place('norm'), this.filters),
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    const shorter = (side: number | null) => (side === null ? null : Math.ceil(side / this.stride))
    return [batch, shorter(height), shorter(width), this.filters]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const pad = (this.size - 1) / 2
    const sides: [number, number] = [pad, pad]
    const patches = tf.conv2d(x, weight<tf.Tensor4D>('proj/kernel'), this.stride, [[0, 0], sides, sides, [0, 0]])
    return layerNorm(tf.add(patches, weight('proj/bias')), weight('norm/scale'), weight('norm/offset'))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters, size: this.size, stride: this.stride }
  }
}

tf.serialization.registerClass(PatchEmbedding)
