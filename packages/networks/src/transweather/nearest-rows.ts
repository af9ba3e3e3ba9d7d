import { customGradient } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

/**
 * Resizes rows by nearest neighbour to one per pixel, as PyTorch's `interpolate`: pixel i takes row ⌊i · (rows / pixels)⌋,
 * computed in float32. Positions are computed from the features, because a graph with free sizes cannot store them.
 *
 * @param rows [R, C]
 * @param features [B, H, W, …], of which only the sizes count
 * @returns [H · W, C]
 */
export function nearestRows(rows: tf.Tensor2D, features: tf.Tensor4D): tf.Tensor2D {
  const [count] = rows.shape
  return customGradient([rows], () => {
    const positions = nearestPositions(features, count)
    return {
      value: tf.gather(rows, positions),
      saved: [positions],
      gradient: (dy, [at]) => [tf.unsortedSegmentSum(dy, at as tf.Tensor1D, count)],
    }
  })
}

/** The row for each pixel, [H · W]. */
function nearestPositions(features: tf.Tensor4D, rows: number): tf.Tensor1D {
  const [, height, width] = features.shape
  const some = tf.reshape(tf.slice(features, [0, 0, 0, 0], [1, height, width, 1]), [height * width])
  const ones = tf.add(tf.mul(some, 0), 1)
  const scale = tf.div(rows, tf.sum(ones))
  const nearest = tf.floor(tf.mul(tf.cumsum(ones, 0, true), scale))
  return tf.cast(tf.minimum(nearest, rows - 1), 'int32')
}
