import type * as tf from '@tensorflow/tfjs-core'
import { convolve, projectParts } from './convolve.js'
import { gatedGelu } from './gated-gelu.js'
import { convSpec, depthwiseSpec, place, type WeightSpec } from './weight-spec.js'
import type { ReadWeight } from './weighted-layer.js'

/** The weights of {@link feedForward}; hidden width ⌊channels · expansion⌋. */
export function feedForwardSpecs(name: string, channels: number, expansion: number): WeightSpec[] {
  const hidden = Math.floor(channels * expansion)
  const torch = name.replaceAll('/', '.')
  return [
    convSpec(place(`${name}/project_in`), 1, channels, 2 * hidden),
    depthwiseSpec(place(`${name}/depthwise`, `${torch}.dwconv`), 2 * hidden),
    convSpec(place(`${name}/project_out`), 1, hidden, channels),
  ]
}

/**
 * Restormer's gated feed-forward network (GDFN): 1×1 convolution to two halves, 3×3 depthwise convolution,
 * gelu(first) · second, and 1×1 convolution back.
 *
 * @param x features [B, H, W, C]
 * @param name prefix of its weights' names in the layer
 */
export function feedForward(x: tf.Tensor4D, name: string, weight: ReadWeight): tf.Tensor4D {
  const [a, b] = projectParts(x, weight(`${name}/project_in/kernel`), weight(`${name}/depthwise/kernel`), 2)
  return convolve(gatedGelu(a, b), weight(`${name}/project_out/kernel`))
}
