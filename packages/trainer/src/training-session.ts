import { nearest, ResourceBase, UsageError } from '@dfpir/core'
import { type OptimizerOptions, traceTrainingStep } from '@dfpir/graph'
import { loadTensorflow, type Tensorflow, type TensorValue } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import { CompiledStep, type CompiledStepOptions } from './compiled-step.js'
import type { StepResult } from './step-state.js'

/** A tfjs model, as far as a training needs it: a `tf.LayersModel` or `tf.Sequential`. */
interface TrainableModel {
  readonly trainableWeights: readonly { readonly name: string; read(): tf.Tensor }[]
}

export interface TrainingSessionOptions<Name extends string> extends Omit<CompiledStepOptions, 'ema'> {
  /** The model whose trainable weights are trained. Its other weights stay as they are. */
  readonly model: TrainableModel
  /** The shapes of what each step is fed, by names of your choice. */
  readonly inputs: Readonly<Record<Name, readonly number[]>>
  /** The scalar to minimise. */
  readonly loss: (inputs: Record<Name, tf.Tensor>) => tf.Tensor
  /**
   * Adam, AdamW or SGD with momentum: `{ kind: 'sgd', momentum: 0.9 }`.
   *
   * @default Adam with PyTorch's constants: 0.9, 0.999, 1e-8 and no decay of the weights
   */
  readonly optimizer?: OptimizerOptions
  /**
   * Maximum norm over all gradients, which are clipped to it.
   *
   * @default no clipping
   */
  readonly clipNorm?: number
  /** Factor of the loss in the backward pass, for `f16`. @default 1 */
  readonly lossScale?: number
  /** @default the library that {@link loadTensorflow} loads */
  readonly tensorflow?: Tensorflow
}

/**
 * Trains a tfjs model with compiled steps on libtensorflow: forward pass, loss, gradients and the optimizer's update run
 * as one graph. The session owns the weights, the moments and the count of steps; {@link TrainingSession.update} copies the
 * weights into the model.
 *
 * ```ts
 * await using session = await TrainingSession.create({
 *   model,
 *   inputs: { x: [64, 2], y: [64, 1] },
 *   loss: ({ x, y }) => tf.losses.meanSquaredError(y, model.apply(x) as tf.Tensor),
 * })
 * for (const { x, y } of batches) await session.step({ x, y }, { learningRate: 1e-3 })
 * await session.update()
 * ```
 */
export class TrainingSession<Name extends string> extends ResourceBase {
  private steps = 0

  private constructor(
    private readonly compiled: CompiledStep,
    private readonly variables: ReadonlyMap<string, tf.Variable>,
    private readonly inputs: Readonly<Record<Name, readonly number[]>>,
  ) {
    super()
  }

  /**
   * Traces and compiles the step, and copies the model's weights into the session.
   *
   * @throws UsageError if the loss is not a scalar, does not depend on some of the weights, or cannot be traced;
   * EnvironmentError if libtensorflow cannot be had
   */
  static async create<Name extends string>(options: TrainingSessionOptions<Name>): Promise<TrainingSession<Name>> {
    const { model, inputs, loss, optimizer, clipNorm, lossScale, tensorflow: given, ...session } = options
    const variables = new Map(model.trainableWeights.map(weight => [weight.name, weight.read() as tf.Variable]))
    const entries = Object.entries<readonly number[]>(inputs)
    const graph = traceTrainingStep({
      inputs: Object.fromEntries(entries.map(([name, shape]) => [name, { shape }])),
      variables,
      loss: loss as (inputs: Record<string, tf.Tensor>) => tf.Tensor,
      ...{ optimizer, clipNorm, lossScale },
    })
    const tensorflow = given ?? (await loadTensorflow())
    const compiled = CompiledStep.compile(tensorflow, graph, session)
    const state = [...variables].map(([name, variable]) => {
      return [name, { shape: variable.shape, data: variable.dataSync<'float32'>() }] as const
    })
    try {
      await compiled.assign(new Map(state))
    } catch (error) {
      await compiled.dispose()
      throw error
    }
    return new TrainingSession(compiled, variables, inputs)
  }

  /** Number of steps so far. */
  get stepCount(): number {
    return this.steps
  }

  /**
   * Makes one update.
   *
   * @param batch the values of all inputs: arrays of as many numbers as their shapes have, row-major
   * @returns the loss before the update, and the norm of the gradients if they are clipped
   * @throws UsageError for an unknown or missing input, or one of another size
   */
  async step(
    batch: Readonly<Record<Name, TensorValue['data']>>,
    { learningRate }: { learningRate: number },
  ): Promise<StepResult> {
    const feeds = this.feedsOf(batch)
    const result = await this.compiled.run(this.steps + 1, learningRate, [feeds])
    this.steps++
    return result
  }

  /** Copies the session's weights into the model. */
  async update(): Promise<void> {
    const state = await this.compiled.read()
    for (const [name, variable] of this.variables) {
      const value = state.get(name)
      if (value) tf.tidy(() => variable.assign(tf.tensor(value.data, [...value.shape])))
    }
  }

  protected free(): Promise<void> {
    return this.compiled.dispose()
  }

  private feedsOf(batch: Readonly<Record<string, TensorValue['data']>>): Record<string, TensorValue> {
    const names = Object.keys(this.inputs)
    const unknown = Object.keys(batch).find(name => !names.includes(name))
    if (unknown !== undefined) {
      const close = nearest(unknown, names)
      throw new UsageError(`the step has no input ${unknown}; its inputs are ${names.join(', ')}`, {
        hint: close === undefined ? undefined : `Did you mean ${close}?`,
      })
    }
    const entries = Object.entries<readonly number[]>(this.inputs).map(([name, shape]) => {
      const size = shape.reduce((product, side) => product * side, 1)
      if (batch[name]?.length === size) return [name, { shape, data: batch[name] }] as const
      const found = batch[name] === undefined ? 'nothing' : `${batch[name].length} numbers`
      throw new UsageError(
        `the input ${name} of the step has the shape [${shape.join(', ')}], ${size} numbers; got ${found}`,
      )
    })
    return Object.fromEntries(entries)
  }
}
