import * as tf from '@tensorflow/tfjs-core'

/**
 * Normalises each channel of each picture over its pixels (instance norm; Ulyanov et al., 2016), with biased variance:
 *
 *     y = (x − mean(x)) / √(var(x) + ε) · scale + offset
 *
 * @param x features [B, H, W, C]
 * @param scale [C], or [B, 1, 1, C] for a scale per picture
 * @param offset of the same shape
 */
export function instanceNorm(x: tf.Tensor4D, scale: tf.Tensor, offset: tf.Tensor, epsilon = 1e-5): tf.Tensor4D {
  const centred = tf.sub(x, tf.mean(x, [1, 2], true))
  const variance = tf.mean(tf.square(centred), [1, 2], true)
  return tf.add(tf.mul(centred, tf.mul(tf.rsqrt(tf.add(variance, epsilon)), scale)), offset)
}
