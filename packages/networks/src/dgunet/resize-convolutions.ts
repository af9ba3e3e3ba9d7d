import {
  biasSpec,
  channelsOf,
  convolve,
  half,
  pixelShuffle,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/** DGUNet's downsampling: a bias-free 4×4 convolution with stride 2 and padding 1, [B, H, W, C] → [B, H / 2, W / 2, C]. */
export class StridedConvolution extends WeightedLayer {
  static readonly className = 'DfpirStridedConvolution'

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    const initial = { uniform: 1 / Math.sqrt(channels * 16) }
    return [{ name: 'kernel', torch: 'weight', shape: [4, 4, channels, channels], layout: 'conv', initial }]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = toShapes(inputShape)[0]
    return [batch, half(height, this.name), half(width, this.name), channels]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    half(x.shape[1], this.name)
    half(x.shape[2], this.name)
    return tf.conv2d(x, weight<tf.Tensor4D>('kernel'), 2, 'same')
  }
}

tf.serialization.registerClass(StridedConvolution)

export interface TransposedConvolutionArgs extends WeightedLayerArgs {
  /** Number of output channels. */
  filters: number
}

/** DGUNet's upsampling: a transposed 2×2 convolution with stride 2 and bias, [B, H, W, I] → [B, 2H, 2W, filters]. */
export class TransposedConvolution extends WeightedLayer {
  static readonly className = 'DfpirTransposedConvolution'
  private readonly filters: number

  constructor({ filters, ...args }: TransposedConvolutionArgs) {
    super(args)
    this.filters = filters
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const { filters } = this
    const channels = channelsOf(features, this.name)
    const initial = { uniform: 1 / Math.sqrt(filters * 4) }
    const bias = biasSpec({ name: '', torch: '' }, filters * 4, filters)
    return [
      { name: 'kernel', torch: 'weight', shape: [2, 2, filters, channels], layout: 'conv', initial },
      { ...bias, name: 'bias', torch: 'bias' },
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    const twice = (size: number | null) => (size === null ? null : size * 2)
    return [batch, twice(height), twice(width), this.filters]
  }

  /** No windows overlap, so this is a 1×1 convolution to 2×2 pixels and a pixel shuffle. */
  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const kernel = tf.transpose(weight<tf.Tensor4D>('kernel'), [3, 2, 0, 1]) // [I, filters, 2, 2]
    const pixels = convolve(x, tf.reshape(kernel, [1, 1, x.shape[3], 4 * this.filters]))
    return tf.add(pixelShuffle(pixels), weight('bias'))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters }
  }
}

tf.serialization.registerClass(TransposedConvolution)
