import * as tf from '@tensorflow/tfjs-core'

/** The kernel that a tracing backend registers to receive composites. */
export const compositeKernel = 'Composite'

/** Operators that are marked as one although several kernels compute them. */
export type CompositeName = 'LayerNorm' | 'Gelu' | 'PixelShuffle' | 'PixelUnshuffle'

/**
 * Tells the backend that `value` is the result of the operator `name` for `args`, so that an exporter can use an engine's
 * native operator for it. Without a `Composite` kernel, returns `value` unchanged.
 *
 * The kernel's inputs are `a0`, `a1`, … (the arguments, in order) and then `value`; its attributes are `name` and the
 * given ones. The kernel has no gradient, so call this where none is recorded (inside a custom gradient).
 */
export function markComposite<T extends tf.Tensor>(
  name: CompositeName,
  args: readonly tf.Tensor[],
  attributes: tf.NamedAttrMap,
  value: T,
): T {
  if (tf.getKernel(compositeKernel, tf.getBackend()) === undefined) return value
  const inputs: tf.NamedTensorMap = {}
  args.forEach((arg, index) => {
    inputs[`a${index}`] = arg
  })
  inputs.value = value
  return tf.engine().runKernel<T>(compositeKernel, inputs, { name, ...attributes })
}
