import { type ReadWeight, WeightedLayer, type WeightedLayerArgs, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

export interface ScaledPictureArgs extends WeightedLayerArgs {
  factor: number
  /**
   * The colour to subtract before scaling.
   *
   * @default black
   */
  mean?: readonly number[]
}

/** (picture − mean) · factor: [B, H, W, 3] → [B, H, W, 3]. It has no weights. */
export class ScaledPicture extends WeightedLayer {
  static readonly className = 'DfpirScaledPicture'
  private readonly factor: number
  private readonly mean: readonly number[]

  constructor({ factor, mean = [0, 0, 0], ...args }: ScaledPictureArgs) {
    super(args)
    this.factor = factor
    this.mean = mean
  }

  weightSpecs(): WeightSpec[] {
    return []
  }

  protected compute([picture]: readonly tf.Tensor4D[], _: ReadWeight): tf.Tensor4D {
    const centred = this.mean.some(value => value !== 0) ? tf.sub(picture, tf.tensor1d([...this.mean])) : picture
    return tf.mul(centred, this.factor)
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), factor: this.factor, mean: [...this.mean] }
  }
}

tf.serialization.registerClass(ScaledPicture)
