import * as tf from '@tensorflow/tfjs-core'
import { markComposite } from './composite.js'
import { customGradient } from './custom-gradient.js'
import { geluSlope } from './gelu.js'

/**
 * The gate of Restormer's feed-forward network: `gelu(a) · b` with the exact GELU, a · Φ(a), Φ(a) = (1 + erf(a/√2))/2.
 *
 * @param a features of any shape
 * @param b features of the same shape
 */
export function gatedGelu<T extends tf.Tensor>(a: T, b: T): T {
  return customGradient([a, b], () => {
    const cumulative: T = tf.mul(tf.add(tf.erf(tf.mul(a, Math.SQRT1_2)), 1), 0.5)
    const gelu = markComposite('Gelu', [a], {}, tf.mul<T>(a, cumulative))
    return { value: tf.mul<T>(gelu, b), saved: [a, b, cumulative], gradient: gatedGeluGradient }
  })
}

function gatedGeluGradient(dy: tf.Tensor, [a, b, cumulative]: readonly tf.Tensor[]): tf.Tensor[] {
  return [tf.mul(tf.mul(dy, b), geluSlope(a, cumulative)), tf.mul(dy, tf.mul(a, cumulative))]
}
