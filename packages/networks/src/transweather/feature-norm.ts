import { channelsOf, layerNorm, type ReadWeight, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/** ε of the layer norms in and after blocks. Those of patch embeddings and reductions have PyTorch's 1e-5. */
export const blockEpsilon = 1e-6

/** Layer norm over the channels with ε = 1e-6, as a layer: [B, H, W, C] → [B, H, W, C]. */
export class FeatureNorm extends WeightedLayer {
  static readonly className = 'DfpirFeatureNorm'

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    return normSpecs('', channelsOf(features, this.name))
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    return layerNorm(x, weight('scale'), weight('offset'), blockEpsilon)
  }
}

tf.serialization.registerClass(FeatureNorm)

/** Describes a layer norm's scale and offset. The name is empty for a layer without other weights. */
export function normSpecs(name: string, channels: number): WeightSpec[] {
  const [slash, dot] = name === '' ? ['', ''] : [`${name}/`, `${name.replaceAll('/', '.')}.`]
  const plain = { shape: [channels], layout: 'plain' } as const
  return [
    { ...plain, name: `${slash}scale`, torch: `${dot}weight`, initial: { constant: 1 } },
    { ...plain, name: `${slash}offset`, torch: `${dot}bias`, initial: { constant: 0 } },
  ]
}
