import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'

/**
 * Treatment of the logits that are not kept: `exclude` gives them no weight in the softmax (−∞, as DFPIR's released code
 * does), `multiply` sets them to 0, so that they still contribute (as printed in the paper's equation 3).
 */
export type MaskMode = 'exclude' | 'multiply'

/** Used for −∞: its exponential is 0, and it survives bfloat16 and float32 arithmetic. */
const excluded = -1e30

/**
 * Keeps the `keep` largest logits of every row and replaces the others. Also keeps logits that tie with the last kept
 * one. The mask counts as a constant in the derivative.
 *
 * @param logits [..., rows, columns]
 */
export function keepTop(logits: tf.Tensor4D, keep: number, maskMode: MaskMode = 'exclude'): tf.Tensor4D {
  if (keep >= logits.shape[3]) return logits
  return customGradient([logits], () => {
    const least = tf.slice(tf.topk(logits, keep).values, [0, 0, 0, keep - 1], [-1, -1, -1, 1])
    const kept = tf.greaterEqual(logits, least)
    const replacement: tf.Tensor4D = tf.fill(logits.shape, maskMode === 'exclude' ? excluded : 0)
    return {
      value: tf.where(kept, logits, replacement),
      saved: [kept],
      gradient: (dy, [mask]) => [tf.where(mask, dy, tf.zerosLike(dy))],
    }
  })
}

/** Returns how many of `channels` a row keeps: ⌊γ · channels⌋, robust against γ's rounding (0.7 · 10 is 7, not 6). */
export function keptCount(channels: number, gamma: number): number {
  return Math.floor(channels * gamma + 1e-7)
}
