import * as tf from '@tensorflow/tfjs-core'
import { averageDecay, defaultAdam } from './step-state.js'
import type { UpdateOptions } from './training-step.js'

/** A trained weight with its moments and average. */
export interface TrainedVariables {
  readonly weight: tf.Variable
  /** Adam's moments m and v. */
  readonly mean: tf.Variable
  readonly square: tf.Variable
  /** The moving average of the weight, if there is one. */
  readonly average: tf.Variable | undefined
}

/**
 * Returns the update of a variable in a step, by the formula of compiled steps (`AdamUpdate` of `@dfpir/graph`):
 * θ ← θ − lr·λ·θ, m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε̂) with
 * ε̂ = ε·√(1 − β₂ᵗ), a ← a − (1 − d)·(a − θ).
 */
export function updateOf(number: number, learningRate: number, { adam = defaultAdam, ema = 0 }: UpdateOptions) {
  const { beta1, beta2, epsilon, weightDecay } = adam
  const correction = Math.sqrt(1 - beta2 ** number)
  const rate = (learningRate * correction) / (1 - beta1 ** number)
  const forgotten = 1 - averageDecay(ema, number)
  return ({ weight, mean, square, average }: TrainedVariables, gradient: tf.Tensor): void => {
    mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)))
    square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)))
    const change = tf.mul(tf.div(mean, tf.add(tf.sqrt(square), epsilon * correction)), rate)
    const decayed = weightDecay > 0 ? tf.mul(weight, 1 - learningRate * weightDecay) : weight
    weight.assign(tf.sub(decayed, change))
    average?.assign(tf.sub(average, tf.mul(tf.sub(average, weight), forgotten)))
  }
}

/** Returns the norm over all gradients, and the factor that limits it to `limit`. */
export function clipping(gradients: readonly tf.Tensor[], limit: number): { norm: tf.Scalar; scale: tf.Scalar } {
  return tf.tidy(() => {
    const squares = gradients.map(gradient => tf.tidy(() => tf.sum<tf.Scalar>(tf.square(gradient))))
    const norm: tf.Scalar = tf.sqrt(tf.addN(squares))
    return { norm, scale: tf.div<tf.Scalar>(limit, tf.maximum(norm, limit)) }
  })
}
