import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { pixelShuffle, pixelUnshuffle } from './pixel-shuffle.js'
import type { WeightSpec } from './weight-spec.js'
import { toShapes, WeightedLayer } from './weighted-layer.js'

/** {@link pixelUnshuffle} by 2 as a layer: [B, H, W, C] → [B, H / 2, W / 2, 4C]. */
export class PixelUnshuffle extends WeightedLayer {
  static readonly className = 'DfpirPixelUnshuffle'

  weightSpecs(): WeightSpec[] {
    return []
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = toShapes(inputShape)[0]
    return [batch, half(height, this.name), half(width, this.name), channels === null ? null : channels * 4]
  }

  protected compute([x]: readonly tf.Tensor4D[]): tf.Tensor4D {
    half(x.shape[1], this.name)
    half(x.shape[2], this.name)
    return pixelUnshuffle(x)
  }
}

tf.serialization.registerClass(PixelUnshuffle)

/** {@link pixelShuffle} by 2 as a layer: [B, H, W, 4C] → [B, 2H, 2W, C]. */
export class PixelShuffle extends WeightedLayer {
  static readonly className = 'DfpirPixelShuffle'

  weightSpecs(): WeightSpec[] {
    return []
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = toShapes(inputShape)[0]
    const twice = (size: number | null) => (size === null ? null : size * 2)
    return [batch, twice(height), twice(width), channels === null ? null : channels / 4]
  }

  protected compute([x]: readonly tf.Tensor4D[]): tf.Tensor4D {
    return pixelShuffle(x)
  }
}

tf.serialization.registerClass(PixelShuffle)

/** Halves a side, which may be unknown. @throws UsageError for an odd side. */
export function half(size: number | null, layer: string): number | null {
  if (size === null) return null
  if (size % 2 === 0) return size / 2
  throw new UsageError(`layer ${layer}: expected an even height and width, got ${size}`, {
    hint: 'Pad the picture until every level of the network can be halved.',
  })
}
