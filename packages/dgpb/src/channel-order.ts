import { customGradient, linearSpecs, place, type ReadWeight, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

/** The weights of the degradation-guidance module: two linear layers, P → P → 2C. An order has no gradient. */
export function guidanceSpecs(promptSize: number, channels: number): WeightSpec[] {
  const specs = [
    ...linearSpecs(place('linear_layer1'), promptSize, promptSize),
    ...linearSpecs(place('linear_layer3'), promptSize, 2 * channels),
  ]
  return specs.map(spec => ({ ...spec, trainable: false }))
}

/**
 * The degradation-guidance module (DGM): two linear layers give each of the 2C widened channels a score. Sorting the
 * scores in descending order gives the prompt's channel order.
 *
 * @param prompt [B, P]
 * @returns int32 [B, 2C]: the widened channel at each position
 */
export function channelOrder(prompt: tf.Tensor2D, weight: ReadWeight): tf.Tensor2D {
  const hidden = exactLinear(prompt, weight('linear_layer1/kernel'), weight('linear_layer1/bias'))
  const scores = exactLinear(hidden, weight('linear_layer3/kernel'), weight('linear_layer3/bias'))
  return tf.topk(scores, scores.shape[1]).indices
}

/**
 * Computes a linear layer as products and sums. Unlike a matrix product, these stay in f32 when an engine computes in bf16,
 * which would exchange channels with similar scores.
 */
function exactLinear(x: tf.Tensor2D, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const products = tf.mul(tf.expandDims(x, 2), tf.expandDims(kernel, 0)) // [B, P, N]
  return tf.add(tf.sum(products, 1), bias)
}

/**
 * Reorders the columns of a matrix for each prompt. The derivative puts the columns back, prompt by prompt.
 *
 * @param matrix [R, N]
 * @param order int32 [B, N], each row a permutation of 0 to N − 1; a constant in the derivative
 * @returns [R, B, N]
 */
export function orderedColumns(matrix: tf.Tensor2D, order: tf.Tensor2D): tf.Tensor3D {
  const [rows, columns] = matrix.shape
  const prompts = order.shape[0]
  return customGradient([matrix], () => ({
    value: tf.reshape(tf.gather(matrix, tf.reshape(order, [-1]), 1), [rows, prompts, columns]),
    saved: [order],
    gradient: (dy, [saved]) => {
      const back = tf.reshape(inverseOrder(saved), [-1])
      const sources = tf.gather(tf.reshape(dy, [rows, prompts * columns]), back, 1)
      return [prompts === 1 ? sources : tf.sum(tf.reshape(sources, [rows, prompts, columns]), 1)]
    },
  }))
}

/** Returns the new position of each column, as an index into the columns of all prompts side by side: [B, N] int32. */
function inverseOrder(order: tf.Tensor): tf.Tensor {
  const [prompts, columns] = order.shape
  const inverse = tf.topk(tf.neg(tf.cast(order, 'float32')), columns).indices
  if (prompts === 1) return inverse
  const starts = tf.tensor2d(
    Int32Array.from({ length: prompts }, (_, index) => index * columns),
    [prompts, 1],
    'int32',
  )
  return tf.add(inverse, starts)
}
