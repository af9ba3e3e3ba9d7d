import * as tf from '@tensorflow/tfjs-core'
import { detectorNetwork, type Weights } from './network.js'

/** How much the noise level's error weighs beside the conditions' cross-entropy. */
const sigmaWeight = 0.5

/**
 * The mean cross-entropy of the conditions, and the mean squared error of the logarithm of the noise's level where there
 * is such.
 *
 * @param inputs `crops` [B · K, size, size, 3] in [0, 1]; `target` [B, conditions], a one for the right one; `logSigma`
 * [B, 1]; `noisy` [B, 1], 1 where the level counts, else 0
 */
export function detectorLoss(
  weights: Weights,
  { crops, target, logSigma, noisy }: Record<string, tf.Tensor>,
): tf.Scalar {
  const found = detectorNetwork(weights, crops as tf.Tensor4D, target.shape[0])
  const logShares = tf.sub(found.logits, tf.logSumExp(found.logits, 1, true))
  const entropy = tf.neg(tf.mean(tf.sum(tf.mul(target, logShares), 1)))
  const errors = tf.mul(noisy, tf.square(tf.sub(found.logSigma, logSigma)))
  const sigmaError = tf.div(tf.sum(errors), tf.add(tf.sum(noisy), 1))
  return tf.add(entropy, tf.mul(sigmaWeight, sigmaError)) as tf.Scalar
}
