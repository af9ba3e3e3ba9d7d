import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { biasFreeLayerNorm } from './bias-free-layer-norm.js'
import { feedForward, feedForwardSpecs } from './feed-forward.js'
import { layerNorm } from './layer-norm.js'
import { selfAttention, selfAttentionSpecs } from './self-attention.js'
import { type LayerNormKind, layerNormSpecs, place, type WeightSpec } from './weight-spec.js'
import { channelsOf, type ReadWeight, WeightedLayer, type WeightedLayerArgs } from './weighted-layer.js'

export interface TransformerBlockArgs extends WeightedLayerArgs {
  /** Number of attention heads. It must divide the number of channels. */
  heads: number
  /**
   * Width of the feed-forward network relative to the channels.
   *
   * @default 2.66
   */
  expansion?: number
  /**
   * The layer norms: with scale and offset, or with a scale alone (`BiasFree` in the published code).
   *
   * @default 'with-bias'
   */
  norm?: LayerNormKind
}

/**
 * A Restormer block (Zamir et al., CVPR 2022): `y = x + MDTA(LN(x))`, then `y + GDFN(LN(y))`.
 * Its input and output are features [B, H, W, C].
 */
export class TransformerBlock extends WeightedLayer {
  static readonly className = 'DfpirTransformerBlock'
  override readonly isBlock = true
  private readonly heads: number
  private readonly expansion: number
  private readonly norm: LayerNormKind

  constructor({ heads, expansion = 2.66, norm = 'with-bias', ...args }: TransformerBlockArgs) {
    super(args)
    this.heads = heads
    this.expansion = expansion
    this.norm = norm
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    checkHeads(channels, this.heads)
    return [
      ...layerNormSpecs(place('norm1'), channels, this.norm),
      ...selfAttentionSpecs('attn', channels, this.heads),
      ...layerNormSpecs(place('norm2'), channels, this.norm),
      ...feedForwardSpecs('ffn', channels, this.expansion),
    ]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const { heads, norm } = this
    const attended: tf.Tensor4D = tf.add(x, selfAttention(normalise(x, 'norm1', weight, norm), 'attn', heads, weight))
    return tf.add(attended, feedForward(normalise(attended, 'norm2', weight, norm), 'ffn', weight))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), heads: this.heads, expansion: this.expansion, norm: this.norm }
  }
}

tf.serialization.registerClass(TransformerBlock)

/** Applies {@link layerNorm} or {@link biasFreeLayerNorm} with a layer's weights `name/scale` and, with bias, `name/offset`. */
export function normalise(
  x: tf.Tensor4D,
  name: string,
  weight: ReadWeight,
  norm: LayerNormKind = 'with-bias',
): tf.Tensor4D {
  if (norm === 'bias-free') return biasFreeLayerNorm(x, weight(`${name}/scale`))
  return layerNorm(x, weight(`${name}/scale`), weight(`${name}/offset`))
}

/** @throws UsageError if the channels cannot be divided evenly into heads. */
export function checkHeads(channels: number, heads: number): void {
  if (Number.isInteger(heads) && heads > 0 && channels % heads === 0) return
  throw new UsageError(`${channels} channels cannot be divided into ${heads} heads`, {
    hint: 'Choose a number of heads that divides the number of channels.',
  })
}
