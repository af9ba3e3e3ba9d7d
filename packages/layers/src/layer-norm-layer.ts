import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { layerNorm } from './layer-norm.js'
import { ownNormSpecs, type WeightSpec } from './weight-spec.js'
import { channelsOf, type ReadWeight, WeightedLayer, type WeightedLayerArgs } from './weighted-layer.js'

export interface LayerNormArgs extends WeightedLayerArgs {
  /**
   * ε, which is added to the variance.
   *
   * @default 1e-5
   */
  epsilon?: number
}

/** {@link layerNorm} of every pixel's channels as a layer: [B, H, W, C] → [B, H, W, C]. */
export class LayerNorm extends WeightedLayer {
  static readonly className = 'DfpirLayerNorm'
  private readonly epsilon: number

  constructor({ epsilon = 1e-5, ...args }: LayerNormArgs = {}) {
    super(args)
    this.epsilon = epsilon
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    return ownNormSpecs(channelsOf(features, this.name))
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    return layerNorm(x, weight('scale'), weight('offset'), this.epsilon)
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), epsilon: this.epsilon }
  }
}

tf.serialization.registerClass(LayerNorm)
