import { type Float32Tensor, UsageError } from '@dfpir/core'
import { type Graph, toGraphDef } from '@dfpir/graph'
import type { Tensorflow, TensorflowSession, TensorValue } from '@dfpir/tensorflow'

/** Adam's constants; PyTorch's defaults. */
export interface AdamOptions {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

export const defaultAdam: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

export interface CompiledStepOptions {
  threads?: number
  bf16?: boolean
  adam?: AdamOptions
}

/** Values of every variable of a step, Adam's moments included, by the graph's names. */
export type StepState = Map<string, Float32Tensor>

/**
 * A traced training step that runs in a libtensorflow session. Weights and moments live in the session; the step
 * counter does not: each run is told its number, from which the bias corrections follow.
 */
export class CompiledStep {
  private constructor(
    private readonly session: TensorflowSession,
    private readonly graph: Graph,
    private readonly adam: AdamOptions,
  ) {}

  static compile(tensorflow: Tensorflow, graph: Graph, options: CompiledStepOptions = {}): CompiledStep {
    const { threads, bf16, adam = defaultAdam } = options
    const session = tensorflow.createSession(toGraphDef(graph), { threads, bf16 })
    return new CompiledStep(session, graph, adam)
  }

  /** Sets variables. Moments that are not given start at zero; a missing weight is an error. */
  async assign(state: ReadonlyMap<string, Float32Tensor>): Promise<void> {
    const values = [...stateShapes(this.graph)].map(
      ([name, shape]) => [name, state.get(name) ?? zeroMoment(name, shape)] as const,
    )
    // One run for all: TensorFlow prepares an executor for each new set of names.
    const feeds = Object.fromEntries(values.map(([name, value]) => [`value/${name}`, value]))
    await this.session.run({ feeds, targets: values.map(([name]) => `assign/${name}`) })
  }

  /**
   * One step of Adam.
   *
   * @param number 1 for the first step
   * @returns the loss before the update
   */
  async run(number: number, learningRate: number, batch: Record<string, TensorValue>): Promise<number> {
    const { beta1, beta2, epsilon } = this.adam
    const beta2Power = beta2 ** number
    const scalars = {
      learningRate,
      beta1Power: beta1 ** number,
      beta2Power,
      epsilonHat: epsilon * Math.sqrt(1 - beta2Power),
    }
    const feeds: Record<string, TensorValue> = { ...batch }
    for (const [name, value] of Object.entries(scalars)) feeds[name] = { shape: [], data: Float32Array.of(value) }
    const { loss } = await this.session.run({ feeds, fetches: ['loss'], targets: ['train'] })
    return loss.data[0]
  }

  /** Copies every variable out of the session. */
  async read(): Promise<StepState> {
    const names = [...stateShapes(this.graph).keys()]
    const values = await this.session.run({ fetches: names.map(name => `read/${name}`) })
    return new Map(names.map(name => [name, values[`read/${name}`] as Float32Tensor]))
  }

  close(): Promise<void> {
    return this.session.close()
  }
}

/** The variables of the graph, and two moments for each that is trained. */
function stateShapes({ variables, updates }: Graph): Map<string, readonly number[]> {
  const shapes = new Map([...variables].map(([name, node]) => [name, node.outputs[0].shape]))
  for (const { variable } of updates) {
    for (const moment of ['adam_m', 'adam_v']) shapes.set(`${variable}/${moment}`, shapes.get(variable) ?? [])
  }
  return shapes
}

function zeroMoment(name: string, shape: readonly number[]): Float32Tensor {
  if (!/\/adam_[mv]$/.test(name)) throw new UsageError(`the training step has a variable ${name} that got no value`)
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) }
}
