import { UsageError } from '@dfpir/core'
import {
  channelsOf,
  convolve,
  convSpec,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { prelu } from './shared-slope.js'

export interface ChannelAttentionBlockArgs extends WeightedLayerArgs {
  /** Factor by which the attention's hidden layer is narrower than the features. */
  reduction: number
}

/**
 * MPRNet's channel attention block (Zamir et al., CVPR 2021, figure 3b):
 *
 *     y = conv₃ₓ₃(PReLU(conv₃ₓ₃(x)))
 *     z = x + y · σ(W₂ ReLU(W₁ · mean of y over the pixels))
 *
 * Its inputs are features [B, H, W, C] and the slope of the PReLU [1, 1, 1, 1], its output is features [B, H, W, C].
 */
export class ChannelAttentionBlock extends WeightedLayer {
  static readonly className = 'DfpirChannelAttentionBlock'
  override readonly isBlock = true
  private readonly reduction: number

  constructor({ reduction, ...args }: ChannelAttentionBlockArgs) {
    super(args)
    this.reduction = reduction
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    const hidden = Math.floor(channels / this.reduction)
    if (hidden === 0) throw new UsageError(`reduction ${this.reduction} leaves nothing of ${channels} channels`)
    return [
      convSpec(place('body/0'), 3, channels, channels),
      convSpec(place('body/2'), 3, channels, channels),
      convSpec(place('attention/0', 'CA.conv_du.0'), 1, channels, hidden),
      convSpec(place('attention/2', 'CA.conv_du.2'), 1, hidden, channels),
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([x, slope]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const inner = prelu(convolve(x, weight('body/0/kernel')), slope)
    const y = convolve(inner, weight('body/2/kernel'))
    const hidden = tf.relu(convolve(tf.mean(y, [1, 2], true), weight('attention/0/kernel')))
    const attention = tf.sigmoid(convolve(hidden, weight('attention/2/kernel')))
    return tf.add(x, tf.mul(y, attention))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), reduction: this.reduction }
  }
}

tf.serialization.registerClass(ChannelAttentionBlock)
