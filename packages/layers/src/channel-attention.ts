import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'
import { keepTop, type MaskMode } from './keep-top.js'
import { pixelwiseLinear } from './pixelwise-linear.js'

export interface ChannelAttentionOptions {
  /** Number of heads that the channels are divided into. */
  heads: number
  /** Factor of the logits per head, [heads, 1, 1]. */
  temperature: tf.Tensor3D
  /**
   * Number of logits to keep in each row: the largest ones.
   *
   * @default all
   */
  keep?: number
  /**
   * How to treat the other logits.
   *
   * @default 'exclude'
   */
  maskMode?: MaskMode
}

export interface ProjectedAttentionOptions extends ChannelAttentionOptions {
  /** The 1×1 convolution that follows, [1, 1, C, O]. */
  projection: tf.Tensor4D
  /** A factor of the attention's output, [1]. */
  scale?: tf.Tensor1D
}

/**
 * Attention between channels instead of pixels (Restormer's MDTA, Zamir et al., 2022), per head:
 *
 *     softmax(q̂ᵀ k̂ · temperature) applied to v, with q̂ and k̂ normalised to length 1 over the pixels
 *
 * @param q queries [B, H, W, C]
 * @param k keys [B, H, W, C]
 * @param v values [B, H, W, C]
 * @returns [B, H, W, C]
 */
export function channelAttention(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  options: ChannelAttentionOptions,
): tf.Tensor4D {
  const values = toHeads(v, options.heads)
  const attended = tf.matMul(values, attentionMatrix(q, k, options), false, true) // [B, heads, H·W, C/heads]
  const merged = options.heads === 1 ? attended : tf.transpose(attended, [0, 2, 1, 3])
  return tf.reshape(merged, v.shape)
}

/**
 * {@link channelAttention} followed by a 1×1 convolution. The convolution is first multiplied into the attention matrix,
 * which needs one product over the pixels instead of two.
 *
 * @returns [B, H, W, O]
 */
export function projectedChannelAttention(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  { projection, scale, ...options }: ProjectedAttentionOptions,
): tf.Tensor4D {
  const { heads } = options
  const [batch, , , channels] = v.shape
  const outputs = projection.shape[3]
  const attention = attentionMatrix(q, k, options)
  const scaled: tf.Tensor4D = scale === undefined ? attention : tf.mul(attention, scale)
  const kernel: tf.Tensor4D = tf.reshape(projection, [1, heads, channels / heads, outputs])
  const kernels = batch === 1 ? kernel : tf.tile(kernel, [batch, 1, 1, 1])
  const map = tf.matMul(scaled, kernels, true, false) // [B, heads, C/heads, O]
  return pixelwiseLinear(v, tf.reshape(map, [batch, channels, outputs]))
}

/**
 * Computes the attention of every query channel (row) to the value channels of its head. Instead of the features, it
 * divides the C/heads × C/heads products by the lengths of q and k.
 *
 * @returns [B, heads, C/heads, C/heads], rows sum to 1
 */
export function attentionMatrix(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  { heads, temperature, keep, maskMode }: ChannelAttentionOptions,
): tf.Tensor4D {
  const queries = toHeads(q, heads)
  const keys = toHeads(k, heads)
  const products = tf.matMul(queries, keys, true, false) // [B, heads, C/heads, C/heads]
  const cosines = tf.mul(tf.mul(products, inverseLengths(queries, 3)), inverseLengths(keys, 2))
  const logits: tf.Tensor4D = tf.mul(cosines, temperature)
  return tf.softmax(keep === undefined ? logits : keepTop(logits, keep, maskMode))
}

/** [B, H, W, C] → [B, heads, H·W, C/heads]; with one head, only the shape changes. */
function toHeads(x: tf.Tensor4D, heads: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape
  if (heads === 1) return tf.reshape(x, [batch, 1, height * width, channels])
  return tf.transpose(tf.reshape(x, [batch, height * width, heads, channels / heads]), [0, 2, 1, 3])
}

/**
 * Computes one over the length of every channel as a vector of pixels. The 1e-24 below the root corresponds to PyTorch's
 * minimum length of 1e-12 (`F.normalize`): a channel of zeros gives logits of 0.
 *
 * @param x [B, heads, H·W, c]
 * @param axis position of the axis of size 1: 2 gives [B, heads, 1, c], 3 gives [B, heads, c, 1]
 */
function inverseLengths(x: tf.Tensor4D, axis: 2 | 3): tf.Tensor4D {
  const lengths: tf.Tensor4D = customGradient([x], () => {
    const value: tf.Tensor4D = tf.rsqrt(tf.add(tf.sum(tf.square(x), 2, true), 1e-24))
    const gradient = (dy: tf.Tensor4D, [x, inverse]: readonly tf.Tensor[]) => [
      tf.mul(x, tf.neg(tf.mul(dy, tf.mul(tf.square(inverse), inverse)))),
    ]
    return { value, saved: [x, value], gradient }
  })
  const [batch, heads, , channels] = lengths.shape
  return axis === 2 ? lengths : tf.reshape(lengths, [batch, heads, channels, 1])
}
