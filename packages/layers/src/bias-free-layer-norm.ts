import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'

/**
 * Restormer's layer norm without bias (`BiasFree`; Zamir et al., CVPR 2022): divides each pixel by the standard deviation
 * of its channels, around their mean and with biased variance, but does not subtract the mean:
 *
 *     y = x / √(var(x) + ε) · scale
 *
 * It is not marked as a composite, because no engine has an operator for it. The derivative is written by hand.
 *
 * @param x features [B, H, W, C]
 * @param scale [C]
 */
export function biasFreeLayerNorm(x: tf.Tensor4D, scale: tf.Tensor1D, epsilon = 1e-5): tf.Tensor4D {
  return customGradient([x, scale], () => {
    const variance = tf.mean(tf.square(tf.sub(x, tf.mean(x, -1, true))), -1, true)
    const inverse = tf.rsqrt(tf.add(variance, epsilon)) // [B, H, W, 1]
    const scaled = tf.mul(x, inverse) // [B, H, W, C]
    const value: tf.Tensor4D = tf.mul(scaled, scale)
    return { value, saved: [scaled, inverse, scale], gradient: biasFreeGradient }
  })
}

/**
 * With g = dy · scale, m = x / σ and n = m − mean(m): dx = (g − n · mean(g · m)) / σ. The means over channels are products
 * with a column, which run faster than reductions.
 */
function biasFreeGradient(dy: tf.Tensor4D, [scaled, inverse, scale]: readonly tf.Tensor[]): tf.Tensor[] {
  const channels = scale.size
  const dyRows: tf.Tensor2D = tf.reshape(dy, [-1, channels])
  const rows: tf.Tensor2D = tf.reshape(scaled, [-1, channels])
  const products: tf.Tensor2D = tf.mul(dyRows, rows)
  const column: tf.Tensor2D = tf.reshape(tf.div(scale, channels), [channels, 1])
  const normal = tf.sub(rows, tf.matMul(rows, tf.fill([channels, 1], 1 / channels)))
  const inner = tf.sub(tf.mul(dyRows, scale), tf.mul(normal, tf.matMul(products, column)))
  const dx = tf.reshape(tf.mul(inner, tf.reshape(inverse, [-1, 1])), dy.shape)
  return [dx, tf.sum(products, 0)]
}
