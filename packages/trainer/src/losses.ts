import * as tf from '@tensorflow/tfjs-core'

/** What a training makes smaller, of pictures of one shape. */
export type Loss = (output: tf.Tensor, target: tf.Tensor) => tf.Scalar

/** The mean absolute error, the paper's training loss. */
export function l1Loss(output: tf.Tensor, target: tf.Tensor): tf.Scalar {
  return tf.mean(tf.abs(tf.sub(output, target)))
}

/** The mean squared error. */
export function l2Loss(output: tf.Tensor, target: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(tf.sub(output, target)))
}

/** √(d² + ε²), averaged: L1 with a smooth minimum (Charbonnier et al., 1994), ε = 10⁻³ as in MPRNet. */
export function charbonnierLoss(output: tf.Tensor, target: tf.Tensor): tf.Scalar {
  return tf.mean(tf.sqrt(tf.add(tf.square(tf.sub(output, target)), 1e-6)))
}

/** The losses by the names that training files use. */
export const losses = { l1: l1Loss, l2: l2Loss, charbonnier: charbonnierLoss } satisfies Record<string, Loss>
