import type { Float32Tensor, Resource } from '@dfpir/core'
import type { OptimizerOptions } from '@dfpir/graph'
import type { TensorValue } from '@dfpir/tensorflow'
import { momentName, type StepResult, type StepState } from './step-state.js'

/** The inputs of a step. */
export type StepBatch = {
  readonly input: TensorValue // [B, P, P, 3]
  readonly target: TensorValue // [B, P, P, 3]
  readonly prompt: TensorValue // [B, promptSize]; promptSize is 0 for networks without prompts
}

/** How a step turns gradients into new weights. */
export interface UpdateOptions {
  /** @default Adam with PyTorch's constants */
  readonly optimizer?: OptimizerOptions
  /**
   * Maximum norm over all gradients, which are clipped to it.
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

/** Trains a network step by step. It holds the weights until it is disposed. */
export interface TrainingStep extends Resource {
  /** Sets variables. Missing moments start at zero and missing averages at the weights. A missing weight is an error. */
  assign(state: ReadonlyMap<string, Float32Tensor>): Promise<void>
  /**
   * Makes one update from the mean gradient of the batches.
   *
   * @param number 1 for the first step
   */
  run(number: number, learningRate: number, batches: readonly StepBatch[]): Promise<StepResult>
  /** Copies all variables. */
  read(): Promise<StepState>
}

/** Returns the averages under the weights' names, or the weights if there are no averages. */
export function averagedWeights(state: StepState): StepState {
  const weights = [...state].filter(([name]) => !momentName.test(name) && !name.endsWith('/average'))
  return new Map(weights.map(([name, value]) => [name, state.get(`${name}/average`) ?? value]))
}
