import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'
import { linearSpecs, place, type WeightSpec } from './weight-spec.js'
import type { ReadWeight } from './weighted-layer.js'
import { relativePositionIndex, type ShiftedWindows, separateRegions } from './window-positions.js'

export interface WindowAttentionOptions {
  /** Height and width of the windows, in pixels. */
  window: number
  /** Number of attention heads. It must divide the number of channels. */
  heads: number
  /**
   * Number of pixels by which the windows are shifted, to the right and down.
   *
   * @default 0
   */
  shift?: number
}

/** The weights of {@link windowAttention}. */
export function windowAttentionSpecs(
  name: string,
  channels: number,
  { window, heads }: WindowAttentionOptions,
): WeightSpec[] {
  const torch = name.replaceAll('/', '.')
  return [
    {
      name: `${name}/position_bias`,
      torch: `${torch}.relative_position_bias_table`,
      shape: [(2 * window - 1) ** 2, heads],
      layout: 'plain',
      initial: { uniform: 0.02 * Math.sqrt(3) }, // the published standard deviation of 0.02
    },
    ...linearSpecs(place(`${name}/qkv`), channels, 3 * channels),
    ...linearSpecs(place(`${name}/proj`), channels, channels),
  ]
}

/**
 * Self-attention between the pixels of each window (Swin Transformer; Liu et al., ICCV 2021), per head:
 *
 *     softmax(q kᵀ / √(C/heads) + B + mask) v, then a linear map
 *
 * B is learned for each relative position of two pixels. Shifted windows are those of the features rolled by −shift; the
 * mask is −100 for pairs of pixels in them that are not neighbours in the picture, which do not attend to each other.
 *
 * @param x features [B, H, W, C]; H and W are multiples of the window
 * @param name prefix of its weights' names in the layer
 * @throws UsageError if windows do not fill the features
 */
export function windowAttention(
  x: tf.Tensor4D,
  name: string,
  { window, heads, shift = 0 }: WindowAttentionOptions,
  weight: ReadWeight,
): tf.Tensor4D {
  const [, height, width] = x.shape
  checkSides(height, width, window)
  const windows = toWindows(shift === 0 ? x : roll(x, shift), window) // [N, T, C]
  const [q, k, v] = toQkv(windows, name, heads, weight) // [N, heads, T, C/heads]
  const products: tf.Tensor4D = tf.matMul(tf.mul(q, q.shape[3] ** -0.5), k, false, true)
  const logits: tf.Tensor4D = tf.add(products, positionBias(weight(`${name}/position_bias`), window))
  const regions = { rows: height / window, columns: width / window, window, shift }
  const attention = tf.softmax(shift === 0 ? logits : maskRegions(logits, regions)) // [N, heads, T, T]
  const merged: tf.Tensor2D = tf.reshape(tf.transpose(tf.matMul(attention, v), [0, 2, 1, 3]), [-1, x.shape[3]])
  const projected = linear(merged, `${name}/proj`, weight)
  const attended = fromWindows(projected, x.shape, window)
  return shift === 0 ? attended : roll(attended, -shift)
}

/** [B, H, W, C] → [B · H/M · W/M, M², C], windows and their pixels in rows. */
function toWindows(x: tf.Tensor4D, window: number): tf.Tensor3D {
  const [batch, height, width, channels] = x.shape
  const blocks = tf.reshape(x, [batch, height / window, window, width / window, window, channels])
  return tf.reshape(tf.transpose(blocks, [0, 1, 3, 2, 4, 5]), [-1, window ** 2, channels])
}

/** The inverse of {@link toWindows}, from rows of pixels [N · M², C]. */
function fromWindows(rows: tf.Tensor2D, shape: tf.Tensor4D['shape'], window: number): tf.Tensor4D {
  const [batch, height, width, channels] = shape
  const blocks = tf.reshape(rows, [batch, height / window, width / window, window, window, channels])
  return tf.reshape(tf.transpose(blocks, [0, 1, 3, 2, 4, 5]), shape)
}

/** Queries, keys and values: [N, T, C] → three tensors [N, heads, T, C/heads]. Splits the kernel instead of features. */
function toQkv(windows: tf.Tensor3D, name: string, heads: number, weight: ReadWeight): tf.Tensor4D[] {
  const [, tokens, channels] = windows.shape
  const rows: tf.Tensor2D = tf.reshape(windows, [-1, channels])
  const kernels = tf.transpose(tf.reshape(weight(`${name}/qkv/kernel`), [channels, 3, channels]), [1, 0, 2])
  const biases = tf.split(weight<tf.Tensor1D>(`${name}/qkv/bias`), 3)
  return tf.split(kernels, 3, 0).map((kernel, part) => {
    const projected = tf.add(tf.matMul(rows, tf.reshape<tf.Rank.R2>(kernel, [channels, channels])), biases[part])
    return tf.transpose(tf.reshape<tf.Rank.R4>(projected, [-1, tokens, heads, channels / heads]), [0, 2, 1, 3])
  })
}

/** The learned bias of every pair of pixels in a window: [(2M − 1)², heads] → [heads, M², M²]. */
function positionBias(table: tf.Tensor2D, window: number): tf.Tensor3D {
  const [, heads] = table.shape
  const pairs = tf.gather(table, tf.tensor1d(relativePositionIndex(window), 'int32')) // [M⁴, heads]
  return tf.reshape(tf.transpose(pairs), [heads, window ** 2, window ** 2])
}

/** Lowers the logits [N, heads, T, T] of pairs of pixels from different regions of a window by 100. */
function maskRegions(logits: tf.Tensor4D, windows: ShiftedWindows): tf.Tensor4D {
  const [, heads, tokens] = logits.shape
  const { rows, columns } = windows
  return customGradient<tf.Tensor4D>([logits], () => {
    const mask = separateRegions(logits, windows) // [rows · columns, 1, T · T]
    const perPicture = tf.reshape(logits, [-1, rows * columns, heads, tokens ** 2])
    const value: tf.Tensor4D = tf.reshape(tf.add(perPicture, mask), logits.shape)
    return { value, saved: [], gradient: dy => [dy] }
  })
}

function linear(x: tf.Tensor2D, name: string, weight: ReadWeight): tf.Tensor2D {
  return tf.add(tf.matMul(x, weight<tf.Tensor2D>(`${name}/kernel`)), weight(`${name}/bias`))
}

/** Moves the features up and left by `shift` pixels, or down and right if it is negative; what leaves enters opposite. */
function roll(x: tf.Tensor4D, shift: number): tf.Tensor4D {
  return rollAxis(rollAxis(x, 1, shift), 2, shift)
}

function rollAxis(x: tf.Tensor4D, axis: 1 | 2, shift: number): tf.Tensor4D {
  const size = x.shape[axis]
  const first = shift > 0 ? shift : size + shift
  const [head, tail] = tf.split<tf.Tensor4D>(x, [first, size - first], axis)
  return tf.concat([tail, head], axis)
}

function checkSides(height: number, width: number, window: number): void {
  if (height % window === 0 && width % window === 0) return
  throw new UsageError(`windows of ${window} do not fill features of ${height}×${width}`, {
    hint: 'Pad height and width to multiples of the window.',
  })
}
