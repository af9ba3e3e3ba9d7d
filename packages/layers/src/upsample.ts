import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { kernelSpec } from './convolution.js'
import { convolve } from './convolve.js'
import { pixelShuffle } from './pixel-shuffle.js'
import type { WeightSpec } from './weight-spec.js'
import { channelsOf, type ReadWeight, toShapes, WeightedLayer } from './weighted-layer.js'

/** Doubles height and width and halves the channels: 3×3 convolution C → 2C, then {@link pixelShuffle}. */
export class Upsample extends WeightedLayer {
  static readonly className = 'DfpirUpsample'

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    if (channels % 2 !== 0)
      throw new UsageError(`layer ${this.name}: expected an even number of channels, got ${channels}`)
    return [kernelSpec(3, channels, channels * 2)]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = toShapes(inputShape)[0]
    const twice = (size: number | null) => (size === null ? null : size * 2)
    return [batch, twice(height), twice(width), channels === null ? null : channels / 2]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    return pixelShuffle(convolve(x, weight('kernel')))
  }
}

tf.serialization.registerClass(Upsample)
