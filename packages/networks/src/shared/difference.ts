import { toShapes, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/** The first input minus the second, of the same shape, such as the residual of a network that returns the picture itself. */
export class Difference extends WeightedLayer {
  static readonly className = 'DfpirDifference'

  weightSpecs(): WeightSpec[] {
    return []
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([minuend, subtrahend]: readonly tf.Tensor4D[]): tf.Tensor4D {
    return tf.sub(minuend, subtrahend)
  }
}

tf.serialization.registerClass(Difference)
