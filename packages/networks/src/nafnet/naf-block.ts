import {
  biasSpec,
  channelsOf,
  convolve,
  depthwiseSpec,
  layerNorm,
  normSpecs,
  place,
  type ReadWeight,
  WeightedLayer,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { convolutionSpecs } from './biased-convolution.js'

/**
 * NAFNet's block (Chen et al., ECCV 2022, figure 3), without activation functions:
 *
 *     y = x + β · conv₃(SCA(gate(dwconv₂(conv₁(LN(x))))))
 *     z = y + γ · conv₅(gate(conv₄(LN(y))))
 *
 * with gate(a, b) = a · b for the two halves of the channels and SCA(u) = u · conv(mean of u over the pixels).
 * Its input and output are features [B, H, W, C].
 */
export class NafBlock extends WeightedLayer {
  static readonly className = 'DfpirNafBlock'
  override readonly isBlock = true

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    return [
      ...normSpecs(place('norm1'), channels),
      ...convolutionSpecs(place('conv1'), 1, channels, 2 * channels),
      depthwiseSpec(place('conv2'), 2 * channels),
      biasSpec(place('conv2'), 9, 2 * channels),
      ...convolutionSpecs(place('sca', 'sca.1'), 1, channels, channels),
      ...convolutionSpecs(place('conv3'), 1, channels, channels),
      factorSpec('beta', channels),
      ...normSpecs(place('norm2'), channels),
      ...convolutionSpecs(place('conv4'), 1, channels, 2 * channels),
      ...convolutionSpecs(place('conv5'), 1, channels, channels),
      factorSpec('gamma', channels),
    ]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const mixed = addScaled(x, mixPixels(normalise(x, 'norm1', weight), weight), weight('beta'))
    const fed = project(gate(project(normalise(mixed, 'norm2', weight), 'conv4', weight)), 'conv5', weight)
    return addScaled(mixed, fed, weight('gamma'))
  }
}

tf.serialization.registerClass(NafBlock)

/** The block's first half: [B, H, W, C] → [B, H, W, C]. */
function mixPixels(x: tf.Tensor4D, weight: ReadWeight): tf.Tensor4D {
  const wide = tf.depthwiseConv2d(project(x, 'conv1', weight), weight<tf.Tensor4D>('conv2/kernel'), 1, 'same')
  const gated = gate(tf.add(wide, weight('conv2/bias')))
  const attention = project(tf.mean(gated, [1, 2], true), 'sca', weight) // [B, 1, 1, C]
  return project(tf.mul(gated, attention), 'conv3', weight)
}

/** Multiplies the first half of the channels with the second ("SimpleGate"): [B, H, W, 2C] → [B, H, W, C]. */
function gate(x: tf.Tensor4D): tf.Tensor4D {
  const [a, b] = tf.split(x, 2, -1)
  return tf.mul(a, b)
}

/** A 1×1 convolution with bias. */
function project(x: tf.Tensor4D, name: string, weight: ReadWeight): tf.Tensor4D {
  return tf.add(convolve(x, weight(`${name}/kernel`)), weight(`${name}/bias`))
}

/** Layer norm with the published ε of 1e-6. */
function normalise(x: tf.Tensor4D, name: string, weight: ReadWeight): tf.Tensor4D {
  return layerNorm(x, weight(`${name}/scale`), weight(`${name}/offset`), 1e-6)
}

/** Returns x + change · factor, with one factor [1, C, 1, 1] per channel. */
function addScaled(x: tf.Tensor4D, change: tf.Tensor4D, factor: tf.Tensor4D): tf.Tensor4D {
  return tf.add(x, tf.mul(change, tf.reshape(factor, [factor.size])))
}

/** The factor of a residual branch, initially 0, in PyTorch's shape [1, C, 1, 1]. */
function factorSpec(name: string, channels: number): WeightSpec {
  return { name, torch: name, shape: [1, channels, 1, 1], layout: 'plain', initial: { constant: 0 } }
}
