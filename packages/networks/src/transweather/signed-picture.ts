import { WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

/** Maps a picture from [0, 1] to [−1, 1]. */
export class SignedPicture extends WeightedLayer {
  static readonly className = 'DfpirSignedPicture'

  weightSpecs(): WeightSpec[] {
    return []
  }

  protected compute([picture]: readonly tf.Tensor4D[]): tf.Tensor4D {
    return tf.div(tf.sub(picture, 0.5), 0.5)
  }
}

tf.serialization.registerClass(SignedPicture)
