import { customGradient } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

/**
 * Resizes bilinearly between pixel centres (PyTorch's `interpolate` without aligned corners). The derivative is written by
 * hand because that of tfjs does not support pixel centres.
 *
 * @param x [B, S, T, C]
 * @returns [B, height, width, C]
 */
export function resizeBilinear(x: tf.Tensor4D, height: number, width: number): tf.Tensor4D {
  const [, rows, columns] = x.shape
  return customGradient([x], () => ({
    value: tf.image.resizeBilinear(x, [height, width], false, true),
    saved: [],
    gradient: dy => [gatherAlongRows(gatherAlongRows(dy, rows), columns)],
  }))
}

/** Applies the adjoint of resizing the first image axis, and swaps the two axes: [B, H, W, C] → [B, W, size, C]. */
function gatherAlongRows(dy: tf.Tensor4D, size: number): tf.Tensor4D {
  const [batch, height, width, channels] = dy.shape
  const lines: tf.Tensor2D = tf.reshape(tf.transpose(dy, [1, 0, 2, 3]), [height, -1])
  const gathered = tf.matMul(interpolation(size, height), lines, true, false)
  return tf.transpose(tf.reshape<tf.Rank.R4>(gathered, [size, batch, width, channels]), [1, 2, 0, 3])
}

/** Returns the weight of each of `inputs` pixels in each of `outputs` pixels: [outputs, inputs], rows sum to 1. */
function interpolation(inputs: number, outputs: number): tf.Tensor2D {
  const shares = new Float32Array(outputs * inputs)
  for (let output = 0; output < outputs; output++) {
    const position = Math.max(0, ((output + 0.5) * inputs) / outputs - 0.5)
    const before = Math.floor(position)
    shares[output * inputs + before] += 1 - (position - before)
    shares[output * inputs + Math.min(before + 1, inputs - 1)] += position - before
  }
  return tf.tensor2d(shares, [outputs, inputs])
}
