import { biasSpec, convSpec, pixelwiseLinear, place, type ReadWeight, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import { orderedColumns } from './channel-order.js'

/** The weights of {@link channelPerturbation}. */
export function channelPerturbationSpecs(channels: number): WeightSpec[] {
  return [
    convSpec(place('conv1x1'), 1, channels, 2 * channels),
    biasSpec(place('conv1x1'), channels, 2 * channels),
    convSpec(place('conv_out'), 1, 2 * channels, channels),
    biasSpec(place('conv_out'), 2 * channels, channels),
  ]
}

/**
 * The degradation-guided channel perturbation module (DGCPM): 1×1 convolution to 2C channels, the prompt's channel
 * order, 1×1 convolution back to C. For each prompt, the three are one linear map of the channels, which is computed first.
 *
 * @param x features [B, H, W, C]
 * @param order int32 [B, 2C], or [1, 2C] for the whole batch
 * @returns [B, H, W, C]
 */
export function channelPerturbation(x: tf.Tensor4D, order: tf.Tensor2D, weight: ReadWeight): tf.Tensor4D {
  const { map, bias } = perturbationMap(order, weight)
  return pixelwiseLinear(x, map, bias)
}

/** Returns the DGCPM of each prompt as `x · map + bias`: map [B, C, C], bias [B, C]. */
export function perturbationMap(order: tf.Tensor2D, weight: ReadWeight): { map: tf.Tensor3D; bias: tf.Tensor2D } {
  const widening = weight('conv1x1/kernel')
  const channels = widening.shape[2]!
  const widened = 2 * channels
  const prompts = order.shape[0]
  const narrowing: tf.Tensor2D = tf.reshape(weight('conv_out/kernel'), [widened, channels])
  const columns = orderedColumns(tf.reshape(widening, [channels, widened]), order) // [C, B, 2C]
  const offsets = orderedColumns(tf.reshape(weight('conv1x1/bias'), [1, widened]), order) // [1, B, 2C]
  const products = tf.matMul(tf.reshape(columns, [channels * prompts, widened]), narrowing)
  const bias: tf.Tensor2D = tf.add(
    tf.matMul(tf.reshape(offsets, [prompts, widened]), narrowing),
    weight('conv_out/bias'),
  )
  if (prompts === 1) return { map: tf.reshape(products, [1, channels, channels]), bias }
  return { map: tf.transpose(tf.reshape(products, [channels, prompts, channels]), [1, 0, 2]), bias }
}
