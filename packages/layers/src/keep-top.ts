import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'

/**
 * What becomes of the logits that are not kept: `exclude` gives them no weight in the softmax (−∞, as DFPIR's released
 * code does), `multiply` sets them to 0, so that they still take part (as the paper's equation 3 is printed).
 */
export type MaskMode = 'exclude' | 'multiply'

/** Stands for −∞: its exponential is 0, and it survives bfloat16 and float32 arithmetic. */
const excluded = -1e30

/**
 * Keeps the `keep` largest logits of every row and replaces the others. Logits that tie with the last kept one are
 * kept too. The mask counts as a constant in the derivative.
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

/** How many of `channels` a row keeps: ⌊γ · channels⌋, safe against γ's rounding (0.7 · 10 is 7, not 6). */
export function keptCount(channels: number, gamma: number): number {
  return Math.floor(channels * gamma + 1e-7)
}
