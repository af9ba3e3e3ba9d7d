import {
  channelsOf,
  convolve,
  convSpec,
  linearSpecs,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { resizeBilinear } from './resize-bilinear.js'

export interface PromptGenerationArgs extends WeightedLayerArgs {
  /** Number of learned components of a prompt. */
  length: number
  /** Channels of the prompt. */
  channels: number
  /** Height and width of the components. */
  size: number
}

/**
 * PromptIR's prompt generation (Potlapalli et al., NeurIPS 2023, equation 2): with the components Pₗ and features F,
 *
 *     prompt = conv₃ₓ₃(resize(Σₗ softmax(linear(mean of F over the pixels))ₗ · Pₗ))
 *
 * Its input is features [B, H, W, C], its output a prompt [B, H, W, channels]. Components start uniform in [−1, 1).
 */
export class PromptGeneration extends WeightedLayer {
  static readonly className = 'DfpirPromptGeneration'
  private readonly length: number
  private readonly channels: number
  private readonly size: number

  constructor({ length, channels, size, ...args }: PromptGenerationArgs) {
    super(args)
    this.length = length
    this.channels = channels
    this.size = size
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const { length, channels, size } = this
    const shape = [1, length, channels, size, size]
    return [
      { name: 'components', torch: 'prompt_param', shape, layout: 'plain', initial: { uniform: 1 } },
      ...linearSpecs(place('linear', 'linear_layer'), channelsOf(features, this.name), length),
      convSpec(place('conv', 'conv3x3'), 3, channels, channels),
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    return [batch, height, width, this.channels]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const { length, channels, size } = this
    const [batch, height, width] = x.shape
    const means: tf.Tensor2D = tf.mean(x, [1, 2])
    const shares = tf.softmax<tf.Tensor2D>(
      tf.add(tf.matMul(means, weight<tf.Tensor2D>('linear/kernel')), weight('linear/bias')),
    )
    const components: tf.Tensor2D = tf.reshape(weight('components'), [length, channels * size ** 2])
    const mixed = tf.reshape<tf.Rank.R4>(tf.matMul(shares, components), [batch, channels, size, size])
    return convolve(resizeBilinear(tf.transpose(mixed, [0, 2, 3, 1]), height, width), weight('conv/kernel'))
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { length, channels, size } = this
    return { ...super.getConfig(), length, channels, size }
  }
}

tf.serialization.registerClass(PromptGeneration)
