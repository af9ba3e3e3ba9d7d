import * as tf from '@tensorflow/tfjs-core'
import { detectorNetwork, type Weights } from './network.js'

/** Weight of the noise level's error relative to the cross-entropy. */
const sigmaWeight = 0.5

/**
 * Adds the mean cross-entropy of each known damage, and the mean squared error of the logarithm of the noise level for
 * noisy pictures.
 *
 * @param inputs `statistics` and `jitter` [B, S]; `truth` and `known` [B, damages]; `logSigma` and `noisy` [B, 1]. `known`
 * and `noisy` are masks for `truth` and `logSigma`: 1 where the value counts, else 0.
 */
export function detectorLoss(
  weights: Weights,
  { statistics, jitter, truth, known, logSigma, noisy }: Record<string, tf.Tensor>,
): tf.Scalar {
  const found = detectorNetwork(weights, statistics as tf.Tensor2D, jitter)
  // −log p of the truth: log(1 + e^−|x|) + max(x, 0) − x·truth
  const tail = tf.log(tf.add(tf.exp(tf.neg(tf.abs(found.logits))), 1))
  const entropy = tf.sub(tf.add(tail, tf.relu(found.logits)), tf.mul(found.logits, truth))
  const errors = tf.mul(noisy, tf.square(tf.sub(found.logSigma, logSigma)))
  const mean = (values: tf.Tensor, counted: tf.Tensor) => tf.div(tf.sum(values), tf.add(tf.sum(counted), 1))
  return tf.add(mean(tf.mul(known, entropy), known), tf.mul(sigmaWeight, mean(errors, noisy))) as tf.Scalar
}
