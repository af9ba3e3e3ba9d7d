import * as tf from '@tensorflow/tfjs-core'
import { detectorNetwork, type Weights } from './network.js'

/** How much the noise level's error weighs beside the damages' cross-entropy. */
const sigmaWeight = 0.5

/**
 * The mean cross-entropy of each damage's presence where it is known, and the mean squared error of the logarithm of the
 * noise's level where there is noise.
 *
 * @param inputs `statistics` and `jitter` [B, S]; `truth` and `known` [B, damages] and `logSigma` and `noisy` [B, 1], where
 * `known` and `noisy` are 1 where the other counts, else 0
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
