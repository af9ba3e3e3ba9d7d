import {
  biasSpec,
  channelsOf,
  depthwiseSpec,
  gelu,
  layerNorm,
  linearSpecs,
  normSpecs,
  place,
  type ReadWeight,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { linear, type SpatialAttentionOptions, spatialAttention, spatialAttentionSpecs } from './spatial-attention.js'

/** ε of the layer norms in and after blocks. Those of patch embeddings and reductions have PyTorch's 1e-5. */
export const blockEpsilon = 1e-6

export interface AttentionBlockArgs extends WeightedLayerArgs, SpatialAttentionOptions {
  /** Width of the feed-forward network relative to the channels. */
  expansion: number
}

/**
 * TransWeather's Transformer block (Valanarasu et al., CVPR 2022): `y = x + attention(LN(x))`, then `y + MLP(LN(y))`, where the
 * MLP has a 3×3 depthwise convolution before its GELU. Its input and output are features [B, H, W, C].
 */
export class AttentionBlock extends WeightedLayer {
  static readonly className = 'DfpirAttentionBlock'
  override readonly isBlock = true
  private readonly attention: SpatialAttentionOptions
  private readonly expansion: number

  constructor({ heads, reduction, queries, expansion, ...args }: AttentionBlockArgs) {
    super(args)
    this.attention = { heads, reduction, queries }
    this.expansion = expansion
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    const hidden = channels * this.expansion
    const depthwise = place('mlp/depthwise', 'mlp.dwconv.dwconv')
    return [
      ...normSpecs(place('norm1'), channels),
      ...spatialAttentionSpecs(channels, this.attention),
      ...normSpecs(place('norm2'), channels),
      ...linearSpecs(place('mlp/fc1'), channels, hidden),
      depthwiseSpec(depthwise, hidden),
      biasSpec(depthwise, 9, hidden),
      ...linearSpecs(place('mlp/fc2'), hidden, channels),
    ]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const attended: tf.Tensor4D = tf.add(x, spatialAttention(normalise(x, 'norm1', weight), this.attention, weight))
    return tf.add(attended, multilayer(normalise(attended, 'norm2', weight), weight))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.attention, expansion: this.expansion }
  }
}

tf.serialization.registerClass(AttentionBlock)

function normalise(x: tf.Tensor4D, name: string, weight: ReadWeight): tf.Tensor4D {
  return layerNorm(x, weight(`${name}/scale`), weight(`${name}/offset`), blockEpsilon)
}

function multilayer(x: tf.Tensor4D, weight: ReadWeight): tf.Tensor4D {
  const hidden = linear(x, 'mlp/fc1', weight)
  const mixed = tf.depthwiseConv2d(hidden, weight<tf.Tensor4D>('mlp/depthwise/kernel'), 1, 'same')
  return linear(gelu(tf.add(mixed, weight('mlp/depthwise/bias'))), 'mlp/fc2', weight)
}
