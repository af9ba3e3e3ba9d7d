import {
  biasSpec,
  convSpec,
  layerNorm,
  linearSpecs,
  normSpecs,
  pixelwiseLinear,
  place,
  type ReadWeight,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import { nearestRows } from './nearest-rows.js'

export interface SpatialAttentionOptions {
  /** Number of attention heads. It must divide the number of channels. */
  readonly heads: number
  /** Keys and values come from features that are smaller by this factor. */
  readonly reduction: number
  /** Number of learned queries that replace those of the features; 0 for none. */
  readonly queries: number
}

/** The weights of {@link spatialAttention}. */
export function spatialAttentionSpecs(channels: number, { reduction, queries }: SpatialAttentionOptions): WeightSpec[] {
  const reduced = place('attn/sr')
  return [
    ...(queries > 0 ? [querySpec(queries, channels)] : []),
    ...linearSpecs(place('attn/q'), channels, channels),
    ...linearSpecs(place('attn/kv'), channels, 2 * channels),
    ...linearSpecs(place('attn/proj'), channels, channels),
    ...(reduction > 1
      ? [
          convSpec(reduced, reduction, channels, channels),
          biasSpec(reduced, channels * reduction ** 2, channels),
          ...normSpecs(place('attn/norm'), channels),
        ]
      : []),
  ]
}

/** Learned queries, initially uniform with variance 1. */
function querySpec(queries: number, channels: number): WeightSpec {
  const initial = { uniform: Math.sqrt(3) }
  return { name: 'attn/queries', torch: 'attn.task_query', shape: [1, queries, channels], layout: 'plain', initial }
}

/**
 * Attention between pixels: every pixel of `x` attends to the pixels of the reduced `x` (Xie et al., SegFormer, NeurIPS 2021).
 * With learned queries, pixel i takes query ⌊i · queries / pixels⌋ instead of its own (TransWeather, section 3.2).
 *
 * @param x features [B, H, W, C]
 */
export function spatialAttention(x: tf.Tensor4D, options: SpatialAttentionOptions, weight: ReadWeight): tf.Tensor4D {
  const { heads, reduction, queries } = options
  const [batch, height, width, channels] = x.shape
  const size = channels / heads
  const context = reduction > 1 ? reduce(x, reduction, weight) : x
  const [keys, values] = keysAndValues(linear(context, 'attn/kv', weight), heads)
  const asked = queries > 0 ? learnedQueries(x, weight) : linear(x, 'attn/q', weight)
  const rows = tf.transpose(tf.reshape(asked, [batch, height * width, heads, size]), [0, 2, 1, 3]) // [B, heads, HW, c]
  const shares = tf.softmax(tf.mul(tf.matMul(rows, keys, false, true), size ** -0.5))
  const attended = tf.transpose(tf.matMul(shares, values), [0, 2, 1, 3])
  return linear(tf.reshape(attended, [batch, height, width, channels]), 'attn/proj', weight)
}

/** A linear map of the channels, with bias. */
export function linear(x: tf.Tensor4D, name: string, weight: ReadWeight): tf.Tensor4D {
  const kernel = weight<tf.Tensor2D>(`${name}/kernel`)
  const [inputs, outputs] = kernel.shape
  const bias: tf.Tensor2D = tf.reshape(weight(`${name}/bias`), [1, outputs])
  return pixelwiseLinear(x, tf.reshape(kernel, [1, inputs, outputs]), bias)
}

/** Keys and values, [B, heads, N, c] each, from their projections [B, h, w, 2C]. */
function keysAndValues(projected: tf.Tensor4D, heads: number): tf.Tensor4D[] {
  const [batch, height, width, channels] = projected.shape
  const size = channels / 2 / heads
  const parts = tf.transpose(tf.reshape(projected, [batch, height * width, 2, heads, size]), [2, 0, 3, 1, 4])
  return tf.split(parts, 2, 0).map(part => tf.reshape(part, [batch, heads, height * width, size]))
}

/**
 * A convolution over patches of `reduction`² pixels and layer norm. Rows and columns that fill no patch are dropped, unless
 * there is no whole patch: then zeros fill it.
 */
function reduce(x: tf.Tensor4D, reduction: number, weight: ReadWeight): tf.Tensor4D {
  const [, height, width] = x.shape
  const missing = [height, width].map((side): [number, number] => [0, Math.max(0, reduction - side)])
  const whole = missing.some(([, count]) => count > 0) ? tf.pad(x, [[0, 0], ...missing, [0, 0]]) : x
  const patches = tf.conv2d(whole, weight<tf.Tensor4D>('attn/sr/kernel'), reduction, 'valid')
  return layerNorm(tf.add(patches, weight('attn/sr/bias')), weight('attn/norm/scale'), weight('attn/norm/offset'))
}

/** The projected queries, resized to one per pixel of `x` and repeated for every picture: [B, H, W, C]. */
function learnedQueries(x: tf.Tensor4D, weight: ReadWeight): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape
  const queries: tf.Tensor4D = tf.reshape(weight('attn/queries'), [1, 1, -1, channels])
  const projected: tf.Tensor2D = tf.reshape(linear(queries, 'attn/q', weight), [-1, channels])
  const resized: tf.Tensor4D = tf.reshape(nearestRows(projected, x), [1, height, width, channels])
  return tf.tile(resized, [batch, 1, 1, 1])
}
