import { UsageError } from '@dfpir/core'
import {
  channelsOf,
  checkHeads,
  feedForward,
  feedForwardSpecs,
  keptCount,
  type LayerNormKind,
  layerNormSpecs,
  type MaskMode,
  normalise,
  place,
  type ReadWeight,
  selfAttention,
  selfAttentionSpecs,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { attentionPerturbation, attentionPerturbationSpecs } from './attention-perturbation.js'
import { channelOrder, guidanceSpecs } from './channel-order.js'
import { channelPerturbation, channelPerturbationSpecs } from './channel-perturbation.js'

/** How the channels are perturbed before the attention: see {@link Dgpb}. */
export type ChannelPerturbation = 'shuffle' | 'attention' | 'none'

export interface DgpbArgs extends WeightedLayerArgs {
  /**
   * Attention heads.
   *
   * @default 1
   */
  heads?: number
  /**
   * Share of the attention logits that each row keeps, in (0, 1].
   *
   * @default 0.9
   */
  gamma?: number
  /**
   * How to treat the other logits.
   *
   * @default 'exclude'
   */
  maskMode?: MaskMode
  /**
   * How the channels are perturbed.
   *
   * @default 'shuffle'
   */
  channelPerturbation?: ChannelPerturbation
  /**
   * Whether the block has the perturbed cross-attention.
   *
   * @default true
   */
  attentionPerturbation?: boolean
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

type DgpbOptions = Required<Omit<DgpbArgs, keyof WeightedLayerArgs>>

/** Intermediate values of a {@link Dgpb}, each with the features' shape [B, H, W, C]. */
export interface DgpbStages {
  /** F_s: after the DGCPM or its replacement. */
  readonly perturbed: tf.Tensor4D
  /** F_a: after the CAAPM. */
  readonly attended: tf.Tensor4D
  /** F_b: the block's output. */
  readonly output: tf.Tensor4D
}

/**
 * The degradation-guided perturbation block of DFPIR (Tian et al., CVPR 2025, equation 1). Its inputs are features
 * [B, H, W, C] and a prompt's embedding [B, P], or [1, P] for the whole batch; its output has the features' shape:
 *
 *     F_a = CAAPM(DGCPM(F, DGM(P)), F)        F_b = F_a + FFN(LN(F_a))
 *
 * The parts can be replaced, as in the paper's Table 3. With F_s for the replacement of DGCPM(F, DGM(P)):
 *
 * | `channelPerturbation` | F_s | |
 * | --- | --- | --- |
 * | `shuffle` | DGCPM(F, DGM(P)) | the prompt's channel order between two 1×1 convolutions |
 * | `attention` | F + MDTA(LN(F)) | ordinary channel attention ("CA"), as in a Restormer block; ignores the prompt |
 * | `none` | F | |
 *
 * With `attentionPerturbation`, F_a = CAAPM(LN(F_s), LN(F)); without it F_a = F_s. Then F_b = F_a + FFN(LN(F_a)).
 * `attention` without `attentionPerturbation` is thus a plain Restormer block. `none` without it is the baseline:
 * the block returns F itself and has no weights.
 */
export class Dgpb extends WeightedLayer {
  static readonly className = 'DfpirDgpb'
  override readonly isBlock = true
  private readonly options: DgpbOptions

  constructor(args: DgpbArgs = {}) {
    const { heads, gamma, maskMode, channelPerturbation, attentionPerturbation, expansion, norm, ...rest } = args
    super(rest)
    this.options = {
      heads: heads ?? 1,
      gamma: gamma ?? 0.9,
      maskMode: maskMode ?? 'exclude',
      channelPerturbation: channelPerturbation ?? 'shuffle',
      attentionPerturbation: attentionPerturbation ?? true,
      expansion: expansion ?? 2.66,
      norm: norm ?? 'with-bias',
    }
    checkGamma(this.options.gamma)
  }

  weightSpecs([features, prompt]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    const { heads, channelPerturbation, attentionPerturbation, expansion, norm } = this.options
    checkHeads(channels, heads)
    if (channelPerturbation === 'none' && !attentionPerturbation) return []
    return [
      ...(channelPerturbation === 'shuffle' ? shuffleSpecs(promptSizeOf(prompt, this.name), channels) : []),
      ...(channelPerturbation === 'attention' ? ordinaryAttentionSpecs(channels, heads, norm) : []),
      ...(attentionPerturbation ? crossAttentionSpecs(channels, this.options) : []),
      ...layerNormSpecs(place('norm3'), channels, norm),
      ...feedForwardSpecs('ffn', channels, expansion),
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  /** Computes the output of `apply` and its intermediate values. The layer must be built. */
  stages(features: tf.Tensor4D, prompt: tf.Tensor2D): DgpbStages {
    return tf.tidy(this.name, () => ({ ...this.run(features, prompt, this.readWeight) }))
  }

  protected compute([features, prompt]: readonly tf.Tensor[], weight: ReadWeight): tf.Tensor4D {
    return this.run(features as tf.Tensor4D, prompt as tf.Tensor2D, weight).output
  }

  private run(x: tf.Tensor4D, prompt: tf.Tensor2D, weight: ReadWeight): DgpbStages {
    const { channelPerturbation, attentionPerturbation, norm } = this.options
    if (channelPerturbation === 'none' && !attentionPerturbation) {
      const same = tf.clone(x)
      return { perturbed: same, attended: same, output: same }
    }
    const perturbed = this.perturbChannels(x, prompt, weight)
    const attended = attentionPerturbation ? this.crossAttend(perturbed, x, weight) : perturbed
    const normal = normalise(attended, 'norm3', weight, norm)
    const output: tf.Tensor4D = tf.add(attended, feedForward(normal, 'ffn', weight))
    return { perturbed, attended, output }
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options }
  }

  private perturbChannels(x: tf.Tensor4D, prompt: tf.Tensor2D, weight: ReadWeight): tf.Tensor4D {
    const { channelPerturbation: kind, heads, norm } = this.options
    if (kind === 'none') return x
    if (kind === 'shuffle') return channelPerturbation(x, channelOrder(prompt, weight), weight)
    return tf.add(x, selfAttention(normalise(x, 'channel_norm', weight, norm), 'channel_attn', heads, weight))
  }

  private crossAttend(perturbed: tf.Tensor4D, x: tf.Tensor4D, weight: ReadWeight): tf.Tensor4D {
    const { heads, gamma, maskMode, norm } = this.options
    const keep = keptCount(x.shape[3] / heads, gamma)
    const queries = normalise(perturbed, 'norm1', weight, norm)
    const keys = normalise(x, 'norm2', weight, norm)
    return attentionPerturbation(queries, keys, { heads, keep, maskMode }, weight)
  }
}

tf.serialization.registerClass(Dgpb)

/** A {@link Dgpb} layer: `dgpb({ heads: 4 }).apply([features, prompt])`. */
export function dgpb(args: DgpbArgs = {}): Dgpb {
  return new Dgpb(args)
}

function shuffleSpecs(promptSize: number, channels: number): WeightSpec[] {
  return [...guidanceSpecs(promptSize, channels), ...channelPerturbationSpecs(channels)]
}

function ordinaryAttentionSpecs(channels: number, heads: number, norm: LayerNormKind): WeightSpec[] {
  return [
    ...layerNormSpecs(place('channel_norm'), channels, norm),
    ...selfAttentionSpecs('channel_attn', channels, heads),
  ]
}

function crossAttentionSpecs(channels: number, { heads, gamma, norm }: DgpbOptions): WeightSpec[] {
  if (keptCount(channels / heads, gamma) < 1) {
    throw new UsageError(`gamma ${gamma} keeps none of the ${channels / heads} channels of a head`, {
      hint: 'Choose a larger gamma or fewer heads.',
    })
  }
  return [
    ...layerNormSpecs(place('norm1'), channels, norm),
    ...layerNormSpecs(place('norm2'), channels, norm),
    ...attentionPerturbationSpecs(channels, heads),
  ]
}

function checkGamma(gamma: number): void {
  if (gamma > 0 && gamma <= 1) return
  throw new UsageError(`gamma must be greater than 0 and at most 1, got ${gamma}`)
}

function promptSizeOf(prompt: tfl.Shape | undefined, layer: string): number {
  const size = prompt?.length === 2 ? prompt[1] : null
  if (size !== null) return size
  throw new UsageError(
    `layer ${layer}: expected [features, prompt] with a prompt [batch, size], got ${describe(prompt)}`,
    {
      hint: 'Call it as dgpb({…}).apply([features, prompt]).',
    },
  )
}

function describe(shape: tfl.Shape | undefined): string {
  return shape === undefined ? 'no prompt' : `[${shape.join(', ')}]`
}
