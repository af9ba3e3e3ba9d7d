import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { convolve } from './convolve.js'
import type { WeightSpec } from './weight-spec.js'
import { channelsOf, type ReadWeight, toShapes, WeightedLayer, type WeightedLayerArgs } from './weighted-layer.js'

export interface ConvolutionArgs extends WeightedLayerArgs {
  /** Number of output channels. */
  filters: number
  /**
   * Side of the square kernel.
   *
   * @default 3
   */
  size?: number
}

/** A bias-free convolution with stride 1 and zero padding: [B, H, W, I] → [B, H, W, filters]. */
export class Convolution extends WeightedLayer {
  static readonly className = 'DfpirConvolution'
  private readonly filters: number
  private readonly size: number

  constructor({ filters, size = 3, ...args }: ConvolutionArgs) {
    super(args)
    this.filters = filters
    this.size = size
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    return [kernelSpec(this.size, channelsOf(features, this.name), this.filters)]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    return [batch, height, width, this.filters]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    return convolve(x, weight('kernel'))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters, size: this.size }
  }
}

tf.serialization.registerClass(Convolution)

/** Describes the kernel of a layer without other weights. */
export function kernelSpec(size: number, inputs: number, outputs: number): WeightSpec {
  const initial = { uniform: 1 / Math.sqrt(inputs * size ** 2) }
  return { name: 'kernel', torch: 'weight', shape: [size, size, inputs, outputs], layout: 'conv', initial }
}
