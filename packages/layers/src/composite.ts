import * as tf from '@tensorflow/tfjs-core'

/** The kernel that a tracing backend registers to learn about composites. */
export const compositeKernel = 'Composite'

/** The operators that are marked as one although several kernels compute them. */
export type CompositeName = 'LayerNorm' | 'Gelu' | 'PixelShuffle' | 'PixelUnshuffle'

/**
 * Tells the backend that `value` is what the operator `name` makes of `args`, so that an exporter can use an engine's
 * own operator for it. Backends without a `Composite` kernel are not asked: `value` is returned as it is.
 *
 * The kernel's inputs are `a0`, `a1`, … (the arguments, in order) and then `value`; its attributes are `name` and the
 * given ones. Call it where no gradient is recorded (inside a custom gradient): the kernel has none.
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
