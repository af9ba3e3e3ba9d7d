import {
  type BatchStatistics,
  batchNorm,
  batchNormSpecs,
  channelsOf,
  convolve,
  convSpec,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { activate } from './activate.js'

export interface DegradationEncoderArgs extends WeightedLayerArgs {
  /** Channels of the degradation map. */
  filters: number
  /**
   * The means and variances of its batch norms.
   *
   * @default 'running'
   */
  statistics?: BatchStatistics
}

/**
 * The first residual block of AirNet's contrastive encoder (Li et al., CVPR 2022), which makes the degradation map that
 * guides the restoration: with the batch norm BN and σ a leaky ReLU of slope 0.1,
 *
 *     y = σ(BN(conv₃ₓ₃(σ(BN(conv₃ₓ₃(x))))) + BN(conv₁ₓ₁(x)))
 *
 * Its input is a picture [B, H, W, 3], its output a map [B, H, W, filters].
 */
export class DegradationEncoder extends WeightedLayer {
  static readonly className = 'DfpirDegradationEncoder'
  private readonly filters: number
  private readonly statistics: BatchStatistics

  constructor({ filters, statistics = 'running', ...args }: DegradationEncoderArgs) {
    super(args)
    this.filters = filters
    this.statistics = statistics
  }

  weightSpecs([picture]: readonly tfl.Shape[]): WeightSpec[] {
    const { filters } = this
    const channels = channelsOf(picture, this.name)
    return [
      convSpec(place('conv1', 'backbone.0'), 3, channels, filters),
      ...batchNormSpecs(place('norm1', 'backbone.1'), filters),
      convSpec(place('conv2', 'backbone.3'), 3, filters, filters),
      ...batchNormSpecs(place('norm2', 'backbone.4'), filters),
      convSpec(place('shortcut', 'shortcut.0'), 1, channels, filters),
      ...batchNormSpecs(place('shortcut_norm', 'shortcut.1'), filters),
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    return [batch, height, width, this.filters]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const normalised = (input: tf.Tensor4D, convolution: string, norm: string) =>
      batchNorm(convolve(input, weight(`${convolution}/kernel`)), norm, weight, this.statistics)
    const inner = activate(normalised(x, 'conv1', 'norm1'))
    return activate(tf.add(normalised(inner, 'conv2', 'norm2'), normalised(x, 'shortcut', 'shortcut_norm')))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters, statistics: this.statistics }
  }
}

tf.serialization.registerClass(DegradationEncoder)
