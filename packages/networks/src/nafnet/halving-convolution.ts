import { channelsOf, half, type ReadWeight, toShapes, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { ownConvolutionSpecs } from './biased-convolution.js'

/** NAFNet's downsampling: a 2×2 convolution with stride 2 and bias, [B, H, W, C] → [B, H / 2, W / 2, 2C]. */
export class HalvingConvolution extends WeightedLayer {
  static readonly className = 'DfpirHalvingConvolution'

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    return ownConvolutionSpecs(2, channels, 2 * channels)
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = toShapes(inputShape)[0]
    return [batch, half(height, this.name), half(width, this.name), channels === null ? null : channels * 2]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    half(x.shape[1], this.name)
    half(x.shape[2], this.name)
    return tf.add(tf.conv2d(x, weight<tf.Tensor4D>('kernel'), 2, 'valid'), weight('bias'))
  }
}

tf.serialization.registerClass(HalvingConvolution)
