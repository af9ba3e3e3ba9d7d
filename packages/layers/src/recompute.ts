import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'

/** The kernel that a tracing backend registers to keep a computation from being merged with its first one. */
const barrierKernel = 'Barrier'

/**
 * `compute(inputs)`, of which the derivative needs only the inputs: what lies between is freed after the forward pass and
 * computed once more for the backward pass (gradient checkpointing; Chen et al., 2016).
 *
 * @param compute must depend on nothing trained but its inputs
 */
export function recomputed<T extends tf.Tensor>(inputs: readonly tf.Tensor[], compute: (inputs: tf.Tensor[]) => T): T {
  return customGradient(inputs, () => ({
    value: tf.tidy(() => compute([...inputs])),
    saved: inputs,
    gradient: (dy, saved) => derivatives(compute, after(dy, saved), dy),
  }))
}

/** The derivatives by each of the inputs; zeros for those that the value does not depend on. */
function derivatives<T extends tf.Tensor>(
  compute: (inputs: tf.Tensor[]) => T,
  inputs: tf.Tensor[],
  dy: T,
): tf.Tensor[] {
  const { state } = tf.engine()
  const { activeTape } = state // a gradient within a gradient would leave the engine without the outer one's tape
  try {
    const { grads } = tf.engine().gradients(() => compute(inputs), inputs, dy, true)
    return grads.map((gradient, index) => gradient ?? tf.zerosLike(inputs[index]))
  } finally {
    state.activeTape = activeTape
  }
}

/** The tensors, for a tracing backend as values that exist only once `dy` does. */
function after(dy: tf.Tensor, tensors: readonly tf.Tensor[]): tf.Tensor[] {
  if (tf.getKernel(barrierKernel, tf.getBackend()) === undefined) return [...tensors]
  return tensors.map(x => tf.engine().runKernel<tf.Tensor>(barrierKernel, { x, after: dy }))
}
