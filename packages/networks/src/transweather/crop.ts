import { toShapes, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/** Drops the last rows and columns by which features are larger than others: [larger, others] → the larger ones, [B, H, W, C]. */
export class Crop extends WeightedLayer {
  static readonly className = 'DfpirCrop'

  weightSpecs(): WeightSpec[] {
    return []
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [larger, [batch, height, width]] = toShapes(inputShape)
    return [batch, height, width, larger[3]]
  }

  protected compute([larger, { shape }]: readonly tf.Tensor4D[]): tf.Tensor4D {
    return tf.slice(larger, [0, 0, 0, 0], [shape[0], shape[1], shape[2], larger.shape[3]])
  }
}

tf.serialization.registerClass(Crop)
