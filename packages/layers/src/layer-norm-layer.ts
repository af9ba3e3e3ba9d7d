import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { layerNorm } from './layer-norm.js'
import type { WeightSpec } from './weight-spec.js'
import { channelsOf, type ReadWeight, WeightedLayer } from './weighted-layer.js'

/** {@link layerNorm} of every pixel's channels as a layer, with ε = 1e-5: [B, H, W, C] → [B, H, W, C]. */
export class LayerNorm extends WeightedLayer {
  static readonly className = 'DfpirLayerNorm'

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const plain = { shape: [channelsOf(features, this.name)], layout: 'plain' } as const
    return [
      { ...plain, name: 'scale', torch: 'weight', initial: { constant: 1 } },
      { ...plain, name: 'offset', torch: 'bias', initial: { constant: 0 } },
    ]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    return layerNorm(x, weight('scale'), weight('offset'))
  }
}

tf.serialization.registerClass(LayerNorm)
