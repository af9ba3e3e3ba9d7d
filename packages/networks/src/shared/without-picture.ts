import { type ReadWeight, toShapes, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/**
 * Subtracts the picture from the output of a network that does not add it: [restored, picture], [B, H, W, 3] each, to the
 * residual of the same shape.
 */
export class WithoutPicture extends WeightedLayer {
  static readonly className = 'DfpirWithoutPicture'

  weightSpecs(): WeightSpec[] {
    return []
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([restored, picture]: readonly tf.Tensor4D[], _: ReadWeight): tf.Tensor4D {
    return tf.sub(restored, picture)
  }
}

tf.serialization.registerClass(WithoutPicture)
