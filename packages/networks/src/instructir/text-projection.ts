import { type ReadWeight, toShapes, WeightedLayer, type WeightedLayerArgs, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

export interface TextProjectionArgs extends WeightedLayerArgs {
  /** Length of its outputs. */
  units: number
}

/** InstructIR's text head: a linear map with bias, scaled to length 1; [B, S] → [B, units]. */
export class TextProjection extends WeightedLayer {
  static readonly className = 'DfpirTextProjection'
  private readonly units: number

  constructor({ units, ...args }: TextProjectionArgs) {
    super(args)
    this.units = units
  }

  weightSpecs([sentence]: readonly tfl.Shape[]): WeightSpec[] {
    const size = sentence[1]!
    const initial = { uniform: 1 / Math.sqrt(size) }
    return [
      { name: 'kernel', torch: 'weight', shape: [size, this.units], layout: 'linear', initial },
      { name: 'bias', torch: 'bias', shape: [this.units], layout: 'plain', initial },
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return [toShapes(inputShape)[0][0], this.units]
  }

  protected compute([sentence]: readonly tf.Tensor[], weight: ReadWeight): tf.Tensor4D {
    const projected = tf.add(tf.matMul(sentence as tf.Tensor2D, weight<tf.Tensor2D>('kernel')), weight('bias'))
    // The 1e-24 below the root corresponds to PyTorch's minimum length of 1e-12.
    return tf.mul(projected, tf.rsqrt(tf.add(tf.sum(tf.square(projected), 1, true), 1e-24)))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), units: this.units }
  }
}

tf.serialization.registerClass(TextProjection)
