import {
  channelsOf,
  convolve,
  convSpec,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/**
 * The attention of MPRNet's supervised attention module (Zamir et al., CVPR 2021, figure 4): x + conv₁(x) · σ(conv₃(image)),
 * with 1×1 convolutions. Its inputs are features x [B, H, W, C] and the image [B, H, W, 3] that was restored from them, its
 * output is features [B, H, W, C].
 */
export class SupervisedAttention extends WeightedLayer {
  static readonly className = 'DfpirSupervisedAttention'

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    return [convSpec(place('conv1'), 1, channels, channels), convSpec(place('conv3'), 1, 3, channels)]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([x, image]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const attention = tf.sigmoid(convolve(image, weight('conv3/kernel')))
    return tf.add(x, tf.mul(convolve(x, weight('conv1/kernel')), attention))
  }
}

tf.serialization.registerClass(SupervisedAttention)
