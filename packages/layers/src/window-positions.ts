import * as tf from '@tensorflow/tfjs-core'

/** The windows of rolled features. */
export interface ShiftedWindows {
  /** Number of windows from top to bottom. */
  rows: number
  /** Number of windows from left to right. */
  columns: number
  /** Side of the windows in pixels. */
  window: number
  /** Number of pixels by which the features were rolled, less than the window. */
  shift: number
}

/**
 * Returns the row of the table of position biases for every pair of pixels in a window: for a query at (y, x) and a key at
 * (y', x'), (y − y' + M − 1) · (2M − 1) + x − x' + M − 1.
 *
 * @returns [M⁴], the key's index running fastest
 */
export function relativePositionIndex(window: number): Int32Array {
  const side = 2 * window - 1
  return Int32Array.from({ length: window ** 4 }, (_, pair) => {
    const [query, key] = [Math.floor(pair / window ** 2), pair % window ** 2]
    const down = Math.floor(query / window) - Math.floor(key / window)
    return (down + window - 1) * side + (query % window) - (key % window) + window - 1
  })
}

/**
 * Returns −100 for every pair of pixels in a window that come from different regions of the picture, else 0. Only the last
 * row and the last column of windows have several regions: their last `shift` pixels come from the opposite edge.
 *
 * The result is computed from `like`, of which only the backend's data flow matters, so that a graph computes the mask for
 * the size of its picture instead of storing it.
 *
 * @param like any tensor [a, b, c, d] of the graph
 * @returns [rows · columns, 1, M⁴]
 */
export function separateRegions(like: tf.Tensor4D, { rows, columns, window, shift }: ShiftedWindows): tf.Tensor3D {
  const number = tf.slice(like, 0, [1, 1, 1, 1])
  const zero = tf.reshape(tf.cast(tf.less(number, number), 'float32'), [1, 1, 1])
  const separated = (coordinate: (pixel: number) => number) => tf.add(zero, edges(window, shift, coordinate))
  const bottom = tf.pad(
    separated(pixel => Math.floor(pixel / window)),
    [
      [rows - 1, 0],
      [0, 0],
      [0, 0],
    ],
  )
  const right = tf.pad(
    separated(pixel => pixel % window),
    [
      [0, 0],
      [columns - 1, 0],
      [0, 0],
    ],
  )
  return tf.reshape(tf.minimum(bottom, right), [rows * columns, 1, window ** 4])
}

/** −100 for pairs of pixels on different sides of the line `shift` pixels before the window's end: [1, 1, M⁴]. */
function edges(window: number, shift: number, coordinate: (pixel: number) => number): tf.Tensor3D {
  const isBehind = (pixel: number) => coordinate(pixel) >= window - shift
  const values = Float32Array.from({ length: window ** 4 }, (_, pair) => {
    const [query, key] = [Math.floor(pair / window ** 2), pair % window ** 2]
    return isBehind(query) === isBehind(key) ? 0 : -100
  })
  return tf.tensor3d(values, [1, 1, window ** 4])
}
