import {
  channelsOf,
  convolve,
  convSpec,
  depthwiseSpec,
  dilatedDepthwise,
  instanceNorm,
  normSpecs,
  place,
  type ReadWeight,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

export interface InvertedBlockArgs extends WeightedLayerArgs {
  /** Channels between the two 1×1 convolutions. */
  hidden: number
  /** Distance of neighbouring taps of the depthwise convolution. */
  dilation: number
  /** Number of its first convolution in the published names; the others follow. */
  first: number
}

/**
 * A block that is wider inside: 1×1, 3×3 depthwise and 1×1 convolution without bias, each with instance norm, the first two with
 * ReLU; then its input is added, with ReLU. Its input and output are features [B, H, W, C].
 */
export class InvertedBlock extends WeightedLayer {
  static readonly className = 'DfpirInvertedBlock'
  override readonly isBlock = true
  private readonly hidden: number
  private readonly dilation: number
  private readonly first: number

  constructor({ hidden, dilation, first, ...args }: InvertedBlockArgs) {
    super(args)
    this.hidden = hidden
    this.dilation = dilation
    this.first = first
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const { hidden, first } = this
    const channels = channelsOf(features, this.name)
    return [
      convSpec(place('expand', `conv${first}`), 1, channels, hidden),
      ...normSpecs(place('norm1', `norm_${first}`), hidden),
      depthwiseSpec(place('depthwise', `conv${first + 1}`), hidden),
      ...normSpecs(place('norm2', `norm_${first + 1}`), hidden),
      convSpec(place('project', `conv${first + 2}`), 1, hidden, channels),
      ...normSpecs(place('norm3', `norm_${first + 2}`), channels),
    ]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const norm = (features: tf.Tensor4D, name: string) =>
      instanceNorm(features, weight(`${name}/scale`), weight(`${name}/offset`))
    const wide = tf.relu(norm(convolve(x, weight('expand/kernel')), 'norm1'))
    const mixed = tf.relu(norm(dilatedDepthwise(wide, weight('depthwise/kernel'), this.dilation), 'norm2'))
    return tf.relu(tf.add(norm(convolve(mixed, weight('project/kernel')), 'norm3'), x))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), hidden: this.hidden, dilation: this.dilation, first: this.first }
  }
}

tf.serialization.registerClass(InvertedBlock)
