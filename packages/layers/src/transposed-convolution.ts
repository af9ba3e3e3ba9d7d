import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import type { WeightSpec } from './weight-spec.js'
import { channelsOf, type ReadWeight, toShapes, WeightedLayer, type WeightedLayerArgs } from './weighted-layer.js'

export interface TransposedConvolutionArgs extends WeightedLayerArgs {
  /** Number of output channels. */
  filters: number
  /**
   * Height and width of the kernel: 4 (PyTorch's with padding 1), or 2 (with padding 0).
   *
   * @default 4
   */
  size?: 2 | 4
  /**
   * Whether there is a bias.
   *
   * @default true
   */
  bias?: boolean
}

/**
 * A transposed convolution with stride 2 (PyTorch's `ConvTranspose2d`), which doubles height and width: [B, H, W, I] →
 * [B, 2H, 2W, filters]. Its kernel is [size, size, filters, I].
 */
export class TransposedConvolution extends WeightedLayer {
  static readonly className = 'DfpirTransposedConvolution'
  private readonly filters: number
  private readonly size: 2 | 4
  private readonly bias: boolean

  constructor({ filters, size = 4, bias = true, ...args }: TransposedConvolutionArgs) {
    super(args)
    this.filters = filters
    this.size = size
    this.bias = bias
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const { filters, size } = this
    const shape = [size, size, filters, channelsOf(features, this.name)]
    const initial = { uniform: 1 / Math.sqrt(filters * size ** 2) }
    const kernel = { name: 'kernel', torch: 'weight', shape, layout: 'conv', initial } as const
    if (!this.bias) return [kernel]
    return [kernel, { name: 'bias', torch: 'bias', shape: [filters], layout: 'plain', initial }]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    const twice = (size: number | null) => (size === null ? null : size * 2)
    return [batch, twice(height), twice(width), this.filters]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const [batch, height, width] = x.shape
    const shape: tf.Tensor4D['shape'] = [batch, 2 * height, 2 * width, this.filters]
    const doubled = tf.conv2dTranspose(x, weight<tf.Tensor4D>('kernel'), shape, 2, 'same')
    return this.bias ? tf.add(doubled, weight('bias')) : doubled
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, size, bias } = this
    return { ...super.getConfig(), filters, size, bias }
  }
}

tf.serialization.registerClass(TransposedConvolution)
