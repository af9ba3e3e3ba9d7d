import * as tf from '@tensorflow/tfjs-core'

/** A Gaussian window (Burt and Adelson, 1983). */
const window = [0.05, 0.25, 0.4, 0.25, 0.05]

/**
 * The finest level of a Laplacian pyramid as the edge loss of MPRNet (Zamir et al., CVPR 2021) has it: x − G(4·x̃), where G
 * filters with a Gaussian window of 5×5 pixels and x̃ is G(x) with 0 in all odd rows and columns. Edges of the picture are
 * repeated.
 *
 * @param x pictures [B, H, W, C]
 */
export function laplacian(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape
  return tf.sub(x, blur(tf.mul(blur(x), evenPixels(height, width))))
}

/** Returns 4 where row and column are even, or else 0: [1, H, W, 1]. */
function evenPixels(height: number, width: number): tf.Tensor4D {
  const isEven = (index: number) => Math.floor(index / width) % 2 === 0 && (index % width) % 2 === 0
  const values = Float32Array.from({ length: height * width }, (_, index) => (isEven(index) ? 4 : 0))
  return tf.tensor4d(values, [1, height, width, 1])
}

function blur(x: tf.Tensor4D): tf.Tensor4D {
  const channels = x.shape[3]
  const values = window.flatMap(value => Array<number>(channels).fill(value))
  const rows = tf.depthwiseConv2d(extend(x, 1), tf.tensor4d(values, [5, 1, channels, 1]), 1, 'valid')
  return tf.depthwiseConv2d(extend(rows, 2), tf.tensor4d(values, [1, 5, channels, 1]), 1, 'valid')
}

/** Repeats the first and the last row (axis 1) or column (axis 2) twice. */
function extend(x: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  const at = (index: number) => {
    const [begin, size] = [[0, 0, 0, 0], [...x.shape]]
    begin[axis] = index
    size[axis] = 1
    return tf.slice(x, begin, size)
  }
  const [first, last] = [at(0), at(x.shape[axis] - 1)]
  return tf.concat([first, first, x, last, last], axis)
}
