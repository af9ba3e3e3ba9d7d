import * as tf from '@tensorflow/tfjs-core'
import { markComposite } from './composite.js'
import { customGradient } from './custom-gradient.js'

/** The exact GELU (Hendrycks and Gimpel, 2016): x · Φ(x), with the normal distribution Φ(x) = (1 + erf(x/√2))/2. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return customGradient([x], () => {
    const cumulative: T = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5)
    const value = markComposite('Gelu', [x], {}, tf.mul<T>(x, cumulative))
    return { value, saved: [x, cumulative], gradient: (dy, [a, phi]) => [tf.mul(dy, geluSlope(a, phi))] }
  })
}

/** gelu′(x) = Φ(x) + x · φ(x), with the normal density φ(x) = exp(−x²/2) / √(2π). */
export function geluSlope(x: tf.Tensor, cumulative: tf.Tensor): tf.Tensor {
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI))
  return tf.add(cumulative, tf.mul(x, density))
}
