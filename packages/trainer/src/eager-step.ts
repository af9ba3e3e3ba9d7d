import { type Float32Tensor, ResourceBase } from '@dfpir/core'
import { optimizerSlots } from '@dfpir/graph'
import { applyNetwork, namedWeights } from '@dfpir/model'
import type { TensorValue } from '@dfpir/tensorflow'
import { type EagerBackendOptions, lossGradients, useEagerBackend } from '@dfpir/tensorflow/eager'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { clipping, type TrainedVariables, updateOf } from './eager-update.js'
import { type Loss, l1Loss } from './losses.js'
import { type StepResult, type StepState, startingValue } from './step-state.js'
import type { StepBatch, TrainingStep, UpdateOptions } from './training-step.js'

export interface EagerStepOptions extends UpdateOptions, Pick<EagerBackendOptions, 'onProgress'> {
  /** Number of threads of one operation. The first use of the eager backend in a process determines it. */
  threads?: number
  /**
   * The loss that the step minimises.
   *
   * @default the mean absolute error
   */
  loss?: Loss
  /**
   * Whether the weight with a name is trained.
   *
   * @default whether its layer trains it
   */
  isTrained?: (name: string) => boolean
}

/**
 * A training step that runs operation by operation on tfjs's eager backend, on the JavaScript thread. It is slower than an
 * equivalent `CompiledStep`, but supports debuggers and code that cannot be traced.
 */
export class EagerStep extends ResourceBase implements TrainingStep {
  /** Weights, and the moments and averages of trained ones, by the names of a compiled step. */
  private readonly variables = new Map<string, tf.Variable>()
  private readonly trained: readonly TrainedVariables[]

  private constructor(
    private readonly model: tfl.LayersModel,
    private readonly options: EagerStepOptions,
  ) {
    super()
    const { isTrained = () => true } = options
    const weights = [...namedWeights(model)]
    for (const [name, weight] of weights) this.variables.set(name, weight.read() as tf.Variable)
    const trained = weights.filter(([name, { trainable }]) => trainable && isTrained(name))
    this.trained = trained.map(([name, weight]) => this.addTrained(name, weight.read() as tf.Variable))
  }

  /** Starts the eager backend and takes ownership of the model: `dispose` frees it too. */
  static async create(model: tfl.LayersModel, options: EagerStepOptions = {}): Promise<EagerStep> {
    await useEagerBackend({ threads: options.threads, onProgress: options.onProgress })
    return new EagerStep(model, options)
  }

  async assign(state: ReadonlyMap<string, Float32Tensor>): Promise<void> {
    await useEagerBackend()
    tf.tidy(() => {
      for (const [name, variable] of this.variables) variable.assign(initialValue(name, variable, state))
    })
  }

  async run(number: number, learningRate: number, batches: readonly StepBatch[]): Promise<StepResult> {
    await useEagerBackend()
    const [loss, norm] = tf.tidy(() => {
      const { value, gradients } = this.differentiate(batches)
      const { clipNorm } = this.options
      const { norm, scale } = clipNorm === undefined ? {} : clipping(gradients, clipNorm)
      const update = updateOf(number, learningRate, this.options)
      this.trained.forEach((variables, index) => {
        const gradient = gradients[index]
        tf.tidy(() => update(variables, scale ? tf.mul(gradient, scale) : gradient))
        gradient.dispose()
      })
      return norm ? [value, norm] : [value]
    })
    return { loss: await takeNumber(loss), gradientNorm: norm ? await takeNumber(norm) : undefined }
  }

  async read(): Promise<StepState> {
    const state: StepState = new Map()
    for (const [name, variable] of this.variables) {
      const data = await variable.data<'float32'>()
      state.set(name, { shape: variable.shape, data: data.slice() })
    }
    return state
  }

  /** Frees the model and the moments and averages of its weights. */
  protected async free(): Promise<void> {
    for (const { moments, average } of this.trained) tf.dispose([...moments, ...(average ? [average] : [])])
    this.model.dispose()
  }

  /** Computes the mean loss of the batches and its gradients. */
  private differentiate(batches: readonly StepBatch[]) {
    const variables = this.trained.map(({ weight }) => weight)
    const [first, ...rest] = batches.map(batch => () => lossGradients(() => this.loss(batch), variables))
    const sum = first()
    for (const next of rest) {
      const { value, gradients } = next()
      sum.value = replaced(sum.value, tf.add(sum.value, value))
      sum.gradients = sum.gradients.map((before, index) => replaced(before, tf.add(before, gradients[index])))
      tf.dispose(gradients)
    }
    if (rest.length === 0) return sum
    const share = <T extends tf.Tensor>(total: T) => replaced(total, tf.div<T>(total, batches.length))
    return { value: share(sum.value), gradients: sum.gradients.map(share) }
  }

  private loss(batch: StepBatch): tf.Scalar {
    const { loss = l1Loss } = this.options
    const prompt = batch.prompt.data.length > 0 ? toTensor(batch.prompt) : undefined
    return loss(applyNetwork(this.model, toTensor(batch.input), prompt), toTensor(batch.target))
  }

  /** Creates the moments and the average of a trained weight. */
  private addTrained(name: string, weight: tf.Variable): TrainedVariables {
    const add = (suffix: string) => {
      const variable = tf.tidy(() => tf.variable(tf.zeros(weight.shape), false))
      this.variables.set(`${name}/${suffix}`, variable)
      return variable
    }
    const average = this.options.ema === undefined ? undefined : add('average')
    const { kind } = this.options.optimizer ?? { kind: 'adam' }
    return { weight, moments: optimizerSlots[kind].map(add), average }
  }
}

function initialValue(name: string, { shape }: tf.Variable, state: ReadonlyMap<string, Float32Tensor>): tf.Tensor {
  const value = startingValue(name, shape, state)
  return toTensor({ ...value, data: value.data.slice() }) // tfjs would share the caller's array
}

function toTensor({ data, shape }: TensorValue): tf.Tensor {
  return tf.tensor(data, [...shape])
}

function replaced<T extends tf.Tensor>(before: T, after: T): T {
  before.dispose()
  return after
}

async function takeNumber(scalar: tf.Scalar): Promise<number> {
  const [value] = await scalar.data()
  scalar.dispose()
  return value
}
