import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { kernelSpec } from './convolution.js'
import { convolve } from './convolve.js'
import { pixelUnshuffle } from './pixel-shuffle.js'
import { half } from './shuffle-layers.js'
import type { WeightSpec } from './weight-spec.js'
import { channelsOf, type ReadWeight, toShapes, WeightedLayer } from './weighted-layer.js'

/** Halves height and width and doubles the channels: 3×3 convolution C → C/2, then {@link pixelUnshuffle}. */
export class Downsample extends WeightedLayer {
  static readonly className = 'DfpirDownsample'

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    if (channels % 2 !== 0)
      throw new UsageError(`layer ${this.name}: expected an even number of channels, got ${channels}`)
    return [kernelSpec(3, channels, channels / 2)]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = toShapes(inputShape)[0]
    return [batch, half(height, this.name), half(width, this.name), channels === null ? null : channels * 2]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const [, height, width] = x.shape
    half(height, this.name)
    half(width, this.name)
    return pixelUnshuffle(convolve(x, weight('kernel')))
  }
}

tf.serialization.registerClass(Downsample)
