import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { gelu } from './gelu.js'
import { pixelwiseLinear } from './pixelwise-linear.js'
import { checkHeads, normalise } from './transformer-block.js'
import { linearSpecs, normSpecs, place, type WeightSpec } from './weight-spec.js'
import { channelsOf, type ReadWeight, WeightedLayer, type WeightedLayerArgs } from './weighted-layer.js'
import { type WindowAttentionOptions, windowAttention, windowAttentionSpecs } from './window-attention.js'

export interface SwinBlockArgs extends WeightedLayerArgs, WindowAttentionOptions {
  /**
   * Width of the hidden layer relative to the channels.
   *
   * @default 4
   */
  expansion?: number
}

/**
 * A block of the Swin Transformer (Liu et al., ICCV 2021): `y = x + attention(LN(x))` within windows, then
 * `y + linear(gelu(linear(LN(y))))`. Its input and output are features [B, H, W, C]; H and W are multiples of the window.
 */
export class SwinBlock extends WeightedLayer {
  static readonly className = 'DfpirSwinBlock'
  override readonly isBlock = true
  private readonly attention: Required<WindowAttentionOptions>
  private readonly expansion: number

  constructor({ window, heads, shift = 0, expansion = 4, ...args }: SwinBlockArgs) {
    super(args)
    this.attention = { window, heads, shift }
    this.expansion = expansion
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    checkHeads(channels, this.attention.heads)
    const hidden = Math.floor(channels * this.expansion)
    return [
      ...normSpecs(place('norm1'), channels),
      ...windowAttentionSpecs('attn', channels, this.attention),
      ...normSpecs(place('norm2'), channels),
      ...linearSpecs(place('mlp/fc1'), channels, hidden),
      ...linearSpecs(place('mlp/fc2'), hidden, channels),
    ]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const attended: tf.Tensor4D = tf.add(
      x,
      windowAttention(normalise(x, 'norm1', weight), 'attn', this.attention, weight),
    )
    const hidden = gelu(linear(normalise(attended, 'norm2', weight), 'mlp/fc1', weight))
    return tf.add(attended, linear(hidden, 'mlp/fc2', weight))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.attention, expansion: this.expansion }
  }
}

tf.serialization.registerClass(SwinBlock)

function linear(x: tf.Tensor4D, name: string, weight: ReadWeight): tf.Tensor4D {
  const kernel = weight<tf.Tensor2D>(`${name}/kernel`)
  return pixelwiseLinear(x, tf.expandDims(kernel, 0), tf.expandDims(weight<tf.Tensor1D>(`${name}/bias`), 0))
}
