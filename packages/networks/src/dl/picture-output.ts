import { WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

/** Maps blue, green and red from 0 to 255 to red, green and blue from 0 to 1: [B, H, W, 3] → [B, H, W, 3]. */
export class PictureOutput extends WeightedLayer {
  static readonly className = 'DfpirPictureOutput'

  weightSpecs(): WeightSpec[] {
    return []
  }

  protected compute([colours]: readonly tf.Tensor4D[]): tf.Tensor4D {
    return tf.div(tf.reverse(colours, 3), 255)
  }
}

tf.serialization.registerClass(PictureOutput)
