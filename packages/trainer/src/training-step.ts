import { type Float32Tensor, type Resource, UsageError } from '@dfpir/core'
import type { TensorValue } from '@dfpir/tensorflow'

/** What a step is fed. */
export type StepBatch = {
  readonly input: TensorValue // [B, P, P, 3]
  readonly target: TensorValue // [B, P, P, 3]
  readonly prompt: TensorValue // [B, promptSize]; promptSize is 0 for networks without prompts
}

/** Adam's constants. */
export interface AdamConstants {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** λ of AdamW; 0 for Adam. */
  readonly weightDecay: number
}

/** PyTorch's defaults. */
export const defaultAdam: AdamConstants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 }

/** How a step turns gradients into new weights. */
export interface UpdateOptions {
  readonly adam?: AdamConstants
  /**
   * Clips the gradients to this norm over all of them.
   *
   * @default no clipping
   */
  readonly clipNorm?: number
  /**
   * Decay of an exponential moving average of the weights.
   *
   * @default no average
   */
  readonly ema?: number
}

/** Values of every variable of a step by name: weights, Adam's `/adam_m` and `/adam_v`, averages as `/average`. */
export type StepState = Map<string, Float32Tensor>

export interface StepResult {
  /** The loss before the update, the mean over the batches. */
  readonly loss: number
  /** The common norm of the gradients before clipping, when they are clipped. */
  readonly gradientNorm?: number
}

/** Something that trains a network step by step. It holds the weights until it is disposed of. */
export interface TrainingStep extends Resource {
  /** Sets variables. Moments that are not given start at zero, averages at the weights; a missing weight is an error. */
  assign(state: ReadonlyMap<string, Float32Tensor>): Promise<void>
  /**
   * One update from the mean gradient of the batches.
   *
   * @param number 1 for the first step
   */
  run(number: number, learningRate: number, batches: readonly StepBatch[]): Promise<StepResult>
  /** Copies every variable out. */
  read(): Promise<StepState>
}

/**
 * The decay of the average in a step: the configured one, less in the first steps, so that the average forgets the
 * initial weights as soon as better ones are there (as in TensorFlow's ExponentialMovingAverage with `num_updates`).
 */
export function averageDecay(ema: number, step: number): number {
  return Math.min(ema, (1 + step) / (10 + step))
}

/** The averages by the weights' own names; the weights where none is kept. */
export function averagedWeights(state: StepState): StepState {
  const weights = [...state].filter(([name]) => !/\/(adam_[mv]|average)$/.test(name))
  return new Map(weights.map(([name, value]) => [name, state.get(`${name}/average`) ?? value]))
}

/**
 * What a variable of a step begins with: what the state says, for an average else its weight, for a moment or a sum of
 * gradients else zeros.
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
  if (/\/(adam_[mv]|gradient_sum)$/.test(name)) {
    return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) }
  }
  throw new UsageError(`the training step has a variable ${name} that got no value`)
}
