import {
  channelsOf,
  convolve,
  customGradient,
  normSpecs,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { convolutionSpecs } from '../nafnet/biased-convolution.js'

export interface ResidualBlockArgs extends WeightedLayerArgs {
  /** Number of output channels, even. */
  filters: number
  /**
   * Whether the first half of the inner channels is normalised over the pixels of each picture.
   *
   * @default false
   */
  norm?: boolean
  /**
   * Whether features of the previous stage modulate the result.
   *
   * @default false
   */
  modulated?: boolean
}

/**
 * The block of DGUNet's encoders and decoders (Mou et al., CVPR 2022), with LeakyReLUs of slope 0.2:
 *
 *     z = identity(x) + LeakyReLU(conv₂(LeakyReLU(norm(conv₁(x)))))
 *
 * A modulated block then returns z + z · σ(φ(t)) + γ(t) with t = LeakyReLU₀.₁(csff_enc(e) + csff_dec(d)), where φ, γ and csff
 * are 3×3 convolutions.
 *
 * Its inputs are features x [B, H, W, I] and, if modulated, the previous stage's encoder output e [B, H, W, filters] of this
 * block and its decoder output d [B, H, W, I] of this size. Its output is features [B, H, W, filters].
 */
export class ResidualBlock extends WeightedLayer {
  static readonly className = 'DfpirResidualBlock'
  override readonly isBlock = true
  private readonly filters: number
  private readonly norm: boolean
  private readonly modulated: boolean

  constructor({ filters, norm = false, modulated = false, ...args }: ResidualBlockArgs) {
    super(args)
    this.filters = filters
    this.norm = norm
    this.modulated = modulated
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const { filters } = this
    const channels = channelsOf(features, this.name)
    const convolution = (name: string, inputs: number, size = 3) => convolutionSpecs(place(name), size, inputs, filters)
    return [
      ...convolution('conv_1', channels),
      ...(this.norm ? normSpecs(place('norm'), filters / 2) : []),
      ...convolution('conv_2', filters),
      ...convolution('identity', channels, 1),
      ...(this.modulated ? [...convolution('csff_enc', filters), ...convolution('csff_dec', channels)] : []),
      ...(this.modulated ? [...convolution('phi', filters), ...convolution('gamma', filters)] : []),
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    return [batch, height, width, this.filters]
  }

  protected compute([x, ...previous]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const convolution = (name: string, features: tf.Tensor4D): tf.Tensor4D =>
      tf.add(convolve(features, weight(`${name}/kernel`)), weight(`${name}/bias`))
    const first = convolution('conv_1', x)
    const inner = leakyRelu(this.norm ? normaliseHalf(first, weight) : first, 0.2)
    const z = tf.add<tf.Tensor4D>(leakyRelu(convolution('conv_2', inner), 0.2), convolution('identity', x))
    if (!this.modulated) return z
    const [encoder, decoder] = previous
    const t = leakyRelu(tf.add<tf.Tensor4D>(convolution('csff_enc', encoder), convolution('csff_dec', decoder)), 0.1)
    return tf.add(tf.add(z, tf.mul(z, tf.sigmoid(convolution('phi', t)))), convolution('gamma', t))
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, norm, modulated } = this
    return { ...super.getConfig(), filters, norm, modulated }
  }
}

tf.serialization.registerClass(ResidualBlock)

/** Instance norm of the first half of the channels, with ε = 1e-5. `instanceNorm` rounds otherwise, which this network amplifies. */
function normaliseHalf(x: tf.Tensor4D, weight: ReadWeight): tf.Tensor4D {
  const [half, rest] = tf.split<tf.Tensor4D>(x, 2, 3)
  const centred = tf.sub(half, tf.mean(half, [1, 2], true))
  const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), [1, 2], true), 1e-5))
  const scaled = tf.mul(tf.div(centred, deviation), weight('norm/scale'))
  return tf.concat([tf.add<tf.Tensor4D>(scaled, weight('norm/offset')), rest], 3)
}

/** Its derivative reads the output, so that TensorFlow can fuse the activation with the convolution before it. */
function leakyRelu(x: tf.Tensor4D, slope: number): tf.Tensor4D {
  return customGradient([x], () => {
    const value = tf.leakyRelu(x, slope)
    return { value, saved: [value], gradient: (dy, [y]) => [tf.where(tf.greater(y, 0), dy, tf.mul(dy, slope))] }
  })
}
