import { half, toShapes, WeightedLayer, type WeightedLayerArgs, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

export interface HalvesArgs extends WeightedLayerArgs {
  /** The axis that is cut or joined: 1 for upper and lower halves, 2 for left and right ones. */
  axis: 1 | 2
}

abstract class Halves extends WeightedLayer {
  protected readonly axis: 1 | 2

  constructor({ axis, ...args }: HalvesArgs) {
    super(args)
    this.axis = axis
  }

  weightSpecs(): WeightSpec[] {
    return []
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis }
  }
}

/** Cuts features in two along an axis and puts the halves one after the other in the batch: [B, H, W, C] → [2B, H / 2, W, C]. */
export class CutHalves extends Halves {
  static readonly className = 'DfpirCutHalves'

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = [...toShapes(inputShape)[0]]
    shape[0] = twice(shape[0])
    shape[this.axis] = half(shape[this.axis], this.name)
    return shape
  }

  protected compute([x]: readonly tf.Tensor4D[]): tf.Tensor4D {
    half(x.shape[this.axis], this.name)
    return tf.concat(tf.split(x, 2, this.axis), 0)
  }
}

tf.serialization.registerClass(CutHalves)

/** The inverse of {@link CutHalves}: [2B, H / 2, W, C] → [B, H, W, C]. */
export class JoinHalves extends Halves {
  static readonly className = 'DfpirJoinHalves'

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const shape = [...toShapes(inputShape)[0]]
    shape[0] = half(shape[0], this.name)
    shape[this.axis] = twice(shape[this.axis])
    return shape
  }

  protected compute([x]: readonly tf.Tensor4D[]): tf.Tensor4D {
    return tf.concat(tf.split(x, 2, 0), this.axis)
  }
}

tf.serialization.registerClass(JoinHalves)

function twice(size: number | null): number | null {
  return size === null ? null : 2 * size
}
