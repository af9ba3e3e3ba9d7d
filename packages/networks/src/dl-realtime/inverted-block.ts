import {
  channelsOf,
  convolve,
  convSpec,
  depthwiseSpec,
  dilatedDepthwise,
  instanceNorm,
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
      ...normSpecs('norm1', first, hidden),
      depthwiseSpec(place('depthwise', `conv${first + 1}`), hidden),
      ...normSpecs('norm2', first + 1, hidden),
      convSpec(place('project', `conv${first + 2}`), 1, hidden, channels),
      ...normSpecs('norm3', first + 2, channels),
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

function normSpecs(name: string, number: number, channels: number): WeightSpec[] {
  const plain = { shape: [channels], layout: 'plain' } as const
  return [
    { ...plain, name: `${name}/scale`, torch: `norm_${number}.weight`, initial: { constant: 1 } },
    { ...plain, name: `${name}/offset`, torch: `norm_${number}.bias`, initial: { constant: 0 } },
  ]
}
