import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'

/**
 * A 3×3 convolution whose taps are `dilation` pixels apart, with stride 1 and zero padding. The derivatives are written by
 * hand because TensorFlow.js has none for dilations above 1.
 *
 * @param x [B, H, W, I]
 * @param kernel [3, 3, I, O]
 * @returns [B, H, W, O]
 */
export function dilatedConvolve(x: tf.Tensor4D, kernel: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const convolve = (features: tf.Tensor4D, filter: tf.Tensor4D) =>
    tf.conv2d(features, filter, 1, 'same', 'NHWC', dilation)
  return customGradient([x, kernel], () => ({
    value: convolve(x, kernel),
    saved: [x, kernel],
    gradient: (dy, [features, filter]) => {
      const back = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D
      const rows = tf.reshape(dy, [-1, filter.shape[3]!])
      const products = atTaps(features as tf.Tensor4D, dilation, shifted =>
        tf.matMul(tf.reshape(shifted, [-1, filter.shape[2]!]), rows, true, false),
      )
      return [convolve(dy, back), tf.reshape(products, filter.shape)]
    },
  }))
}

/**
 * {@link dilatedConvolve} of each channel on its own.
 *
 * @param x [B, H, W, C]
 * @param kernel [3, 3, C, 1]
 * @returns [B, H, W, C]
 */
export function dilatedDepthwise(x: tf.Tensor4D, kernel: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const convolve = (features: tf.Tensor4D, filter: tf.Tensor4D) =>
    tf.depthwiseConv2d(features, filter, 1, 'same', 'NHWC', dilation)
  return customGradient([x, kernel], () => ({
    value: convolve(x, kernel),
    saved: [x, kernel],
    gradient: (dy, [features, filter]) => {
      const sums = atTaps(features as tf.Tensor4D, dilation, shifted => tf.sum(tf.mul(shifted, dy), [0, 1, 2]))
      return [convolve(dy, tf.reverse(filter as tf.Tensor4D, [0, 1])), tf.reshape(sums, filter.shape)]
    },
  }))
}

/** Stacks a function of the features that each of the nine taps sees. */
function atTaps(x: tf.Tensor4D, dilation: number, of: (shifted: tf.Tensor4D) => tf.Tensor): tf.Tensor {
  const sides: [number, number] = [dilation, dilation]
  const padded = tf.pad(x, [[0, 0], sides, sides, [0, 0]])
  const steps = [0, dilation, 2 * dilation]
  return tf.stack(steps.flatMap(top => steps.map(left => of(tf.slice(padded, [0, top, left, 0], x.shape)))))
}
