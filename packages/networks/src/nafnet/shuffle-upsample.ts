import {
  channelsOf,
  convolve,
  convSpec,
  pixelShuffle,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/** NAFNet's upsampling: a bias-free 1×1 convolution C → 2C, then pixel shuffle; [B, H, W, C] → [B, 2H, 2W, C / 2]. */
export class ShuffleUpsample extends WeightedLayer {
  static readonly className = 'DfpirShuffleUpsample'

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    return [convSpec(place('expand', '0'), 1, channels, 2 * channels)]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = toShapes(inputShape)[0]
    const twice = (size: number | null) => (size === null ? null : size * 2)
    return [batch, twice(height), twice(width), channels === null ? null : channels / 2]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    return pixelShuffle(convolve(x, weight('expand/kernel')))
  }
}

tf.serialization.registerClass(ShuffleUpsample)
