import {
  convSpec,
  depthwiseSpec,
  type MaskMode,
  place,
  projectedChannelAttention,
  projectParts,
  type ReadWeight,
  temperatureSpec,
  type WeightSpec,
} from '@dfpir/layers'
import type * as tf from '@tensorflow/tfjs-core'

export interface AttentionPerturbationOptions {
  heads: number
  /** Number of logits to keep in each row. */
  keep: number
  maskMode: MaskMode
}

const prefix = 'select_attn'

/** The weights of {@link attentionPerturbation}. */
export function attentionPerturbationSpecs(channels: number, heads: number): WeightSpec[] {
  return [
    temperatureSpec(prefix, heads),
    convSpec(place(`${prefix}/kv`), 1, channels, 2 * channels),
    depthwiseSpec(place(`${prefix}/kv_depthwise`, `${prefix}.kv_dwconv`), 2 * channels),
    convSpec(place(`${prefix}/q`), 1, channels, channels),
    depthwiseSpec(place(`${prefix}/q_depthwise`, `${prefix}.q_dwconv`), channels),
    convSpec(place(`${prefix}/project_out`), 1, channels, channels),
    { name: `${prefix}/scale`, torch: `${prefix}.attn4`, shape: [1], layout: 'plain', initial: { constant: 0.2 } },
  ]
}

/**
 * The channel-adapted attention perturbation module (CAAPM): channel cross-attention with queries from the perturbed
 * features and keys and values from the plain ones, where each row keeps only the `keep` largest logits. The result is
 * multiplied by a learned scalar and passed through a 1×1 convolution.
 *
 * @param perturbed normalised features of the query side [B, H, W, C]
 * @param plain normalised features of the key and value side [B, H, W, C]
 * @returns [B, H, W, C]
 */
export function attentionPerturbation(
  perturbed: tf.Tensor4D,
  plain: tf.Tensor4D,
  { heads, keep, maskMode }: AttentionPerturbationOptions,
  weight: ReadWeight,
): tf.Tensor4D {
  const part = <T extends tf.Tensor>(name: string) => weight<T>(`${prefix}/${name}`)
  const [k, v] = projectParts(plain, part('kv/kernel'), part('kv_depthwise/kernel'), 2)
  const [q] = projectParts(perturbed, part('q/kernel'), part('q_depthwise/kernel'), 1)
  return projectedChannelAttention(q, k, v, {
    heads,
    keep,
    maskMode,
    temperature: part('temperature'),
    projection: part('project_out/kernel'),
    scale: part('scale'),
  })
}
