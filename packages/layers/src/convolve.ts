import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'

/**
 * Convolves with stride 1 and zero padding, keeping height and width. The derivatives of a 1×1 convolution are plain
 * matrix products.
 *
 * @param x [B, H, W, I]
 * @param kernel [kh, kw, I, O]
 */
export function convolve(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const [height, width] = kernel.shape
  if (height !== 1 || width !== 1) return tf.conv2d(x, kernel, 1, 'same')
  return customGradient([x, kernel], () => ({
    value: tf.conv2d(x, kernel, 1, 'same'),
    saved: [x, kernel],
    gradient: pointwiseGradient,
  }))
}

function pointwiseGradient(dy: tf.Tensor4D, [x, kernel]: readonly tf.Tensor[]): tf.Tensor[] {
  const [, , inputs, outputs] = kernel.shape as tf.Tensor4D['shape']
  const rows: tf.Tensor2D = tf.reshape(dy, [-1, outputs])
  const dx = tf.matMul(rows, tf.reshape<tf.Rank.R2>(kernel, [inputs, outputs]), false, true)
  const dKernel = tf.matMul(tf.reshape<tf.Rank.R2>(x, [-1, inputs]), rows, true, false)
  return [tf.reshape(dx, x.shape), tf.reshape(dKernel, kernel.shape)]
}

/**
 * Applies a 1×1 convolution into several groups of channels, each followed by a 3×3 depthwise one. Splitting the kernels
 * instead of the features gives the same results without copying the features.
 *
 * @param x [B, H, W, I]
 * @param pointwise [1, 1, I, parts · O]
 * @param depthwise [3, 3, parts · O, 1]
 * @returns `parts` tensors [B, H, W, O]
 */
export function projectParts(
  x: tf.Tensor4D,
  pointwise: tf.Tensor4D,
  depthwise: tf.Tensor4D,
  parts: number,
): tf.Tensor4D[] {
  if (parts === 1) return [tf.depthwiseConv2d(convolve(x, pointwise), depthwise, 1, 'same')]
  const [inputs, outputs] = [pointwise.shape[2], pointwise.shape[3] / parts]
  const pointwiseParts = splitColumns(tf.reshape(pointwise, [inputs, parts * outputs]), parts)
  const depthwiseParts = splitColumns(tf.reshape(depthwise, [9, parts * outputs]), parts)
  return pointwiseParts.map((kernel, part) => {
    const projected = convolve(x, tf.reshape(kernel, [1, 1, inputs, outputs]))
    return tf.depthwiseConv2d(projected, tf.reshape(depthwiseParts[part], [3, 3, outputs, 1]), 1, 'same')
  })
}

/** Splits [rows, parts · n] into `parts` tensors of rows · n numbers. tfjs's cpu backend is fast only along axis 0. */
function splitColumns(matrix: tf.Tensor2D, parts: number): tf.Tensor[] {
  const [rows, columns] = matrix.shape
  return tf.split(tf.transpose(tf.reshape(matrix, [rows, parts, columns / parts]), [1, 0, 2]), parts, 0)
}
