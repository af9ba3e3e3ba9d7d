import { channelsOf, convolve, place, type ReadWeight, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { convolutionSpecs } from '../nafnet/biased-convolution.js'

/** TransWeather's residual block of the tail: x + 0.1 · conv₃ₓ₃(ReLU(conv₃ₓ₃(x))), [B, H, W, C] → [B, H, W, C]. */
export class ResidualConvolutions extends WeightedLayer {
  static readonly className = 'DfpirResidualConvolutions'
  override readonly isBlock = true

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    return ['conv1', 'conv2'].flatMap(name => convolutionSpecs(place(name, `${name}.conv2d`), 3, channels, channels))
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const first: tf.Tensor4D = tf.relu(tf.add(convolve(x, weight('conv1/kernel')), weight('conv1/bias')))
    const second = tf.add(convolve(first, weight('conv2/kernel')), weight('conv2/bias'))
    return tf.add(x, tf.mul(second, 0.1))
  }
}

tf.serialization.registerClass(ResidualConvolutions)
