import type * as tf from '@tensorflow/tfjs-core'
import { projectedChannelAttention } from './channel-attention.js'
import { projectParts } from './convolve.js'
import { convSpec, depthwiseSpec, place, type WeightSpec } from './weight-spec.js'
import type { ReadWeight } from './weighted-layer.js'

/** The weights of {@link selfAttention}. */
export function selfAttentionSpecs(name: string, channels: number, heads: number): WeightSpec[] {
  const torch = name.replaceAll('/', '.')
  return [
    temperatureSpec(name, heads),
    convSpec(place(`${name}/qkv`), 1, channels, 3 * channels),
    depthwiseSpec(place(`${name}/qkv_depthwise`, `${torch}.qkv_dwconv`), 3 * channels),
    convSpec(place(`${name}/project_out`), 1, channels, channels),
  ]
}

/** The factor of the logits, [heads, 1, 1], initially 1. */
export function temperatureSpec(name: string, heads: number): WeightSpec {
  const torch = `${name.replaceAll('/', '.')}.temperature`
  const shape = [heads, 1, 1]
  return { name: `${name}/temperature`, torch, shape, layout: 'plain', initial: { constant: 1 } }
}

/**
 * Restormer's channel self-attention (MDTA): q, k and v from a 1×1 and a 3×3 depthwise convolution, channel attention,
 * and a 1×1 convolution.
 *
 * @param x features [B, H, W, C]
 * @param name prefix of its weights' names in the layer
 */
export function selfAttention(x: tf.Tensor4D, name: string, heads: number, weight: ReadWeight): tf.Tensor4D {
  const [q, k, v] = projectParts(x, weight(`${name}/qkv/kernel`), weight(`${name}/qkv_depthwise/kernel`), 3)
  return projectedChannelAttention(q, k, v, {
    heads,
    temperature: weight(`${name}/temperature`),
    projection: weight(`${name}/project_out/kernel`),
  })
}
