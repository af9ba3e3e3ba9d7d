import { channelsOf, half, type ReadWeight, toShapes, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/** DGUNet's downsampling: a bias-free 4×4 convolution with stride 2 and padding 1, [B, H, W, C] → [B, H / 2, W / 2, C]. */
export class StridedConvolution extends WeightedLayer {
  static readonly className = 'DfpirStridedConvolution'

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    const initial = { uniform: 1 / Math.sqrt(channels * 16) }
    return [{ name: 'kernel', torch: 'weight', shape: [4, 4, channels, channels], layout: 'conv', initial }]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = toShapes(inputShape)[0]
    return [batch, half(height, this.name), half(width, this.name), channels]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    half(x.shape[1], this.name)
    half(x.shape[2], this.name)
    return tf.conv2d(x, weight<tf.Tensor4D>('kernel'), 2, 'same')
  }
}

tf.serialization.registerClass(StridedConvolution)
