import * as tf from '@tensorflow/tfjs-core'

/** A value with its hand-written derivative. */
export interface Differentiated<T extends tf.Tensor> {
  value: T
  /** Tensors that `gradient` needs; kept alive until the tape is done. */
  saved: readonly tf.Tensor[]
  /** Returns the derivative by each input from the derivative by the value and the saved tensors in order. */
  gradient: (dy: T, saved: readonly tf.Tensor[]) => tf.Tensor[]
}

/**
 * `tf.customGrad` with types. `compute` makes the value from the given inputs. Its temporaries are freed when it returns
 * instead of staying on the tape.
 */
export function customGradient<T extends tf.Tensor>(inputs: readonly tf.Tensor[], compute: () => Differentiated<T>): T {
  return tf.customGrad<T>((...args) => {
    const { value, saved, gradient } = compute()
    const save = args[args.length - 1]
    if (typeof save === 'function') save([...saved])
    return { value, gradFunc: gradient }
  })(...inputs)
}
