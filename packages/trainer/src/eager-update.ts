import { type AdamOptions, completeOptimizer, type SgdOptions } from '@dfpir/graph'
import * as tf from '@tensorflow/tfjs-core'
import { averageDecay } from './step-state.js'
import type { UpdateOptions } from './training-step.js'

/** A trained weight with its moments and average. */
export interface TrainedVariables {
  readonly weight: tf.Variable
  /** What the optimizer keeps, in the order of `optimizerSlots`. */
  readonly moments: readonly tf.Variable[]
  /** The moving average of the weight, if there is one. */
  readonly average: tf.Variable | undefined
}

type Update = (variables: TrainedVariables, gradient: tf.Tensor) => void

/**
 * Returns the update of a variable in a step, by the formulas of compiled steps (`VariableUpdate` of `@dfpir/graph`), and of
 * its average: a ← a − (1 − d)·(a − θ).
 */
export function updateOf(number: number, learningRate: number, { optimizer, ema = 0 }: UpdateOptions): Update {
  const rule = completeOptimizer(optimizer)
  const update = rule.kind === 'sgd' ? sgd(learningRate, rule) : adam(number, learningRate, rule)
  const forgotten = 1 - averageDecay(ema, number)
  return (variables, gradient) => {
    update(variables, gradient)
    const { weight, average } = variables
    average?.assign(tf.sub(average, tf.mul(tf.sub(average, weight), forgotten)))
  }
}

function adam(number: number, learningRate: number, rule: Required<AdamOptions>): Update {
  const { beta1, beta2, epsilon, weightDecay } = rule
  const correction = Math.sqrt(1 - beta2 ** number)
  const rate = (learningRate * correction) / (1 - beta1 ** number)
  return ({ weight, moments: [mean, square] }, gradient) => {
    mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)))
    square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)))
    const change = tf.mul(tf.div(mean, tf.add(tf.sqrt(square), epsilon * correction)), rate)
    const decayed = weightDecay > 0 ? tf.mul(weight, 1 - learningRate * weightDecay) : weight
    weight.assign(tf.sub(decayed, change))
  }
}

function sgd(learningRate: number, { momentum, nesterov, weightDecay }: Required<SgdOptions>): Update {
  return ({ weight, moments: [velocity] }, gradient) => {
    const whole = weightDecay > 0 ? tf.add(gradient, tf.mul(weight, weightDecay)) : gradient
    velocity.assign(tf.add(tf.mul(velocity, momentum), whole))
    const direction = nesterov ? tf.add(whole, tf.mul(velocity, momentum)) : velocity
    weight.assign(tf.sub(weight, tf.mul(direction, learningRate)))
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
