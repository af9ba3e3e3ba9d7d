import { type Float32Tensor, UsageError } from '@dfpir/core'
import { optimizerSlots } from '@dfpir/graph'

/**
 * Values of every variable of a step by name: weights, the moments of Adam as `/adam_m` and `/adam_v` or that of SGD as
 * `/momentum`, and averages as `/average`.
 */
export type StepState = Map<string, Float32Tensor>

const moments = Object.values(optimizerSlots).flat()

/** Matches the names of moments. */
export const momentName = new RegExp(`/(${moments.join('|')})$`)

export interface StepResult {
  /** Mean loss over the batches, before the update. */
  readonly loss: number
  /** Norm over all gradients before clipping, if they are clipped. */
  readonly gradientNorm?: number
}

/**
 * Returns the decay of the average in a step: the configured one, but less in the first steps, so that the average quickly
 * forgets the initial weights (as in TensorFlow's ExponentialMovingAverage with `num_updates`).
 */
export function averageDecay(ema: number, step: number): number {
  return Math.min(ema, (1 + step) / (10 + step))
}

/**
 * Returns the initial value of a step's variable: that in the state, or else the weight for an average, and zeros for a
 * moment or a sum of gradients.
 *
 * @throws UsageError for a weight that the state lacks
 */
export function startingValue(
  name: string,
  shape: readonly number[],
  state: ReadonlyMap<string, Float32Tensor>,
): Float32Tensor {
  const value = state.get(name) ?? state.get(name.replace(/\/average$/, ''))
  if (value) return value
  if (momentName.test(name) || name.endsWith('/gradient_sum')) {
    return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) }
  }
  throw new UsageError(`no value was given for the variable ${name} of the training step`)
}
