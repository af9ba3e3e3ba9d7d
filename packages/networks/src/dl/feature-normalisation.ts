import {
  channelsOf,
  instanceNorm,
  ownNormSpecs,
  type ReadWeight,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

export interface FeatureNormalisationArgs extends WeightedLayerArgs {
  /**
   * Whether a ReLU follows.
   *
   * @default true
   */
  relu?: boolean
}

/** Instance norm and, unless `relu` is false, ReLU: [B, H, W, C] → [B, H, W, C]. */
export class FeatureNormalisation extends WeightedLayer {
  static readonly className = 'DfpirFeatureNormalisation'
  private readonly relu: boolean

  constructor({ relu = true, ...args }: FeatureNormalisationArgs = {}) {
    super(args)
    this.relu = relu
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    return ownNormSpecs(channelsOf(features, this.name))
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const normal = instanceNorm(x, weight('scale'), weight('offset'))
    return this.relu ? tf.relu(normal) : normal
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), relu: this.relu }
  }
}

tf.serialization.registerClass(FeatureNormalisation)
