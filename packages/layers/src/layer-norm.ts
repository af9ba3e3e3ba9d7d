import * as tf from '@tensorflow/tfjs-core'
import { markComposite } from './composite.js'
import { customGradient } from './custom-gradient.js'

/**
 * Normalises each pixel over its channels (layer norm; Ba et al., 2016), with biased variance:
 *
 *     y = (x − mean(x)) / √(var(x) + ε) · scale + offset
 *
 * The derivative is written by hand, so only two tensors of the features' size stay on the tape instead of seven.
 *
 * @param x features [B, H, W, C]
 * @param scale [C]
 * @param offset [C]
 */
export function layerNorm(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D, epsilon = 1e-5): tf.Tensor4D {
  return customGradient([x, scale, offset], () => {
    const centred = tf.sub(x, tf.mean(x, -1, true))
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon)) // [B, H, W, 1]
    const normal = tf.mul(centred, inverse) // [B, H, W, C]
    const value: tf.Tensor4D = tf.add(tf.mul(normal, scale), offset)
    return {
      value: markComposite('LayerNorm', [x, scale, offset], { epsilon }, value),
      saved: [normal, inverse, scale],
      gradient: layerNormGradient,
    }
  })
}

/**
 * With g = dy · scale and n the normalised features: dx = (g − mean(g) − n · mean(g · n)) / σ.
 * The means over channels are products with the column `scale / C`, which run faster than reductions.
 */
function layerNormGradient(dy: tf.Tensor4D, [normal, inverse, scale]: readonly tf.Tensor[]): tf.Tensor[] {
  const channels = scale.size
  const dyRows: tf.Tensor2D = tf.reshape(dy, [-1, channels])
  const rows: tf.Tensor2D = tf.reshape(normal, [-1, channels])
  const products: tf.Tensor2D = tf.mul(dyRows, rows)
  const column: tf.Tensor2D = tf.reshape(tf.div(scale, channels), [channels, 1])
  const along = tf.mul(rows, tf.matMul(products, column))
  const inner = tf.sub(tf.sub(tf.mul(dyRows, scale), tf.matMul(dyRows, column)), along)
  const dx = tf.reshape(tf.mul(inner, tf.reshape(inverse, [-1, 1])), dy.shape)
  return [dx, tf.sum(products, 0), tf.sum(dyRows, 0)]
}
