import { type ReadWeight, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/**
 * The slope of a PReLU that several modules share, as a tensor [1, 1, 1, 1] for {@link prelu}, initially 0.25. Its input is
 * the picture, of which it uses nothing.
 */
export class SharedSlope extends WeightedLayer {
  static readonly className = 'DfpirSharedSlope'

  weightSpecs(): WeightSpec[] {
    return [{ name: 'slope', torch: 'weight', shape: [1], layout: 'plain', initial: { constant: 0.25 } }]
  }

  override computeOutputShape(): tfl.Shape {
    return [1, 1, 1, 1]
  }

  protected compute(_: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    return tf.reshape(weight('slope'), [1, 1, 1, 1])
  }
}

tf.serialization.registerClass(SharedSlope)

/** max(x, 0) + slope · min(x, 0), for a slope [1, 1, 1, 1]. */
export function prelu(x: tf.Tensor4D, slope: tf.Tensor): tf.Tensor4D {
  return tf.sub(tf.relu(x), tf.mul(slope, tf.relu(tf.neg(x))))
}
