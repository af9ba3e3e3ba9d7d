import * as tf from '@tensorflow/tfjs-core'
import { markComposite } from './composite.js'
import { customGradient } from './custom-gradient.js'

/**
 * Converts depth to space in PyTorch's channel order: channel c·r² + i·r + j becomes channel c of pixel (i, j) in the
 * r × r block (Shi et al., 2016).
 *
 * @param x [B, H, W, C·r²]
 * @returns [B, H·r, W·r, C]
 */
export function pixelShuffle(x: tf.Tensor4D, blockSize = 2): tf.Tensor4D {
  return customGradient([x], () => ({
    value: markComposite('PixelShuffle', [x], { blockSize }, shuffle(x, blockSize)),
    saved: [],
    gradient: dy => [pixelUnshuffle(dy, blockSize)],
  }))
}

/**
 * Converts space to depth, the inverse of {@link pixelShuffle}.
 *
 * @param x [B, H·r, W·r, C]
 * @returns [B, H, W, C·r²]
 */
export function pixelUnshuffle(x: tf.Tensor4D, blockSize = 2): tf.Tensor4D {
  return customGradient([x], () => ({
    value: markComposite('PixelUnshuffle', [x], { blockSize }, unshuffle(x, blockSize)),
    saved: [],
    gradient: dy => [pixelShuffle(dy, blockSize)],
  }))
}

function shuffle(x: tf.Tensor4D, block: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape
  const depth = channels / block ** 2
  const blocks = tf.reshape(x, [batch, height, width, depth, block, block])
  return tf.reshape(tf.transpose(blocks, [0, 1, 4, 2, 5, 3]), [batch, height * block, width * block, depth])
}

function unshuffle(x: tf.Tensor4D, block: number): tf.Tensor4D {
  const [batch, height, width, depth] = x.shape
  const [rows, columns] = [height / block, width / block]
  const blocks = tf.reshape(x, [batch, rows, block, columns, block, depth])
  return tf.reshape(tf.transpose(blocks, [0, 1, 3, 5, 2, 4]), [batch, rows, columns, depth * block ** 2])
}
