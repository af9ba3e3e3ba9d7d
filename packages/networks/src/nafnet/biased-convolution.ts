import {
  biasSpec,
  channelsOf,
  convolve,
  convSpec,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightPlace,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

export interface BiasedConvolutionArgs extends WeightedLayerArgs {
  /** Number of output channels. */
  filters: number
}

/** A 3×3 convolution with bias, stride 1 and zero padding: [B, H, W, I] → [B, H, W, filters]. */
export class BiasedConvolution extends WeightedLayer {
  static readonly className = 'DfpirBiasedConvolution'
  private readonly filters: number

  constructor({ filters, ...args }: BiasedConvolutionArgs) {
    super(args)
    this.filters = filters
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    return ownConvolutionSpecs(3, channelsOf(features, this.name), this.filters)
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    return [batch, height, width, this.filters]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    return tf.add(convolve(x, weight('kernel')), weight('bias'))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters }
  }
}

tf.serialization.registerClass(BiasedConvolution)

/** Describes the kernel [size, size, inputs, outputs] and bias of a convolution, with PyTorch's initial values. */
export function convolutionSpecs(where: WeightPlace, size: number, inputs: number, outputs: number): WeightSpec[] {
  return [convSpec(where, size, inputs, outputs), biasSpec(where, inputs * size ** 2, outputs)]
}

/** {@link convolutionSpecs} of a layer without other weights, with the names `kernel` and `bias`. */
export function ownConvolutionSpecs(size: number, inputs: number, outputs: number): WeightSpec[] {
  return convolutionSpecs({ name: '', torch: '' }, size, inputs, outputs).map(({ name, torch, ...spec }) => ({
    ...spec,
    name: name.slice(1),
    torch: torch.slice(1),
  }))
}
