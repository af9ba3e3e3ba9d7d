import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'

/** The kernel that a tracing backend registers so that a repeated computation is not merged with the first one. */
const barrierKernel = 'Barrier'

/**
 * Returns `compute(inputs)` and keeps only the inputs for the derivative. Intermediate values are freed after the forward
 * pass and recomputed for the backward pass (gradient checkpointing; Chen et al., 2016).
 *
 * @param compute must not depend on trained values other than its inputs
 */
export function recomputed<T extends tf.Tensor>(inputs: readonly tf.Tensor[], compute: (inputs: tf.Tensor[]) => T): T {
  return customGradient(inputs, () => ({
    value: tf.tidy(() => compute([...inputs])),
    saved: inputs,
    gradient: (dy, saved) => derivatives(compute, after(dy, saved), dy),
  }))
}

/** Returns the derivatives by each input, with zeros for those that the value does not depend on. */
function derivatives<T extends tf.Tensor>(
  compute: (inputs: tf.Tensor[]) => T,
  inputs: tf.Tensor[],
  dy: T,
): tf.Tensor[] {
  const { state } = tf.engine()
  const { activeTape } = state // a nested gradient would leave the engine without the outer tape
  try {
    const { grads } = tf.engine().gradients(() => compute(inputs), inputs, dy, true)
    return grads.map((gradient, index) => gradient ?? tf.zerosLike(inputs[index]))
  } finally {
    state.activeTape = activeTape
  }
}

/** Returns the tensors. For a tracing backend, they depend on `dy`. */
function after(dy: tf.Tensor, tensors: readonly tf.Tensor[]): tf.Tensor[] {
  if (tf.getKernel(barrierKernel, tf.getBackend()) === undefined) return [...tensors]
  return tensors.map(x => tf.engine().runKernel<tf.Tensor>(barrierKernel, { x, after: dy }))
}
