import { type Float32Tensor, ResourceBase } from '@dfpir/core'
import { type Graph, type Optimizer, optimizerSlots, toGraphDef } from '@dfpir/graph'
import type { SessionOptions, Tensorflow, TensorflowSession, TensorValue } from '@dfpir/tensorflow'
import { averageDecay, type StepResult, type StepState, startingValue } from './step-state.js'

export interface CompiledStepOptions extends Omit<SessionOptions, 'interOpThreads'> {
  /** Decay of the averages, for graphs that keep them. */
  ema?: number
}

/** Values for the graph's inputs, by name. */
export type Feeds = Readonly<Record<string, TensorValue>>

/**
 * A traced training step that runs in a libtensorflow session. The session holds the weights and moments, but not the step
 * counter: each run gets its number, which determines the bias corrections.
 */
export class CompiledStep extends ResourceBase {
  private constructor(
    private readonly session: TensorflowSession,
    private readonly graph: Graph,
    private readonly ema: number | undefined,
  ) {
    super()
  }

  static compile(tensorflow: Tensorflow, graph: Graph, options: CompiledStepOptions = {}): CompiledStep {
    const { ema, ...session } = options
    return new CompiledStep(tensorflow.createSession(toGraphDef(graph), session), graph, ema)
  }

  async assign(state: ReadonlyMap<string, Float32Tensor>): Promise<void> {
    const all = [...variableShapes(this.graph), ...sumShapes(this.graph)]
    const values = all.map(([name, shape]) => [name, startingValue(name, shape, state)] as const)
    // One run for all, because TensorFlow prepares an executor for each new set of names.
    const feeds = Object.fromEntries(values.map(([name, value]) => [`value/${name}`, value]))
    await this.session.run({ feeds, targets: values.map(([name]) => `assign/${name}`) })
  }

  async run(number: number, learningRate: number, batches: readonly Feeds[]): Promise<StepResult> {
    const last = batches.length - 1
    let sum = 0
    for (const batch of batches.slice(0, last)) {
      const { loss } = await this.session.run({
        feeds: this.feedsOf(batch),
        fetches: ['loss'],
        targets: ['accumulate'],
      })
      sum += loss.data[0]
    }
    const feeds = { ...this.feedsOf(batches[last]), ...this.rates(number, learningRate) }
    const fetches = ['loss', 'gradientNorm'].filter(name => this.graph.outputs.has(name))
    const { loss, gradientNorm } = await this.session.run({ feeds, fetches, targets: ['train'] })
    return { loss: (sum + loss.data[0]) / batches.length, gradientNorm: gradientNorm?.data[0] }
  }

  async read(): Promise<StepState> {
    const names = [...variableShapes(this.graph).keys()]
    const values = await this.session.run({ fetches: names.map(name => `read/${name}`) })
    return new Map(names.map(name => [name, values[`read/${name}`] as Float32Tensor]))
  }

  protected free(): Promise<void> {
    return this.session.dispose()
  }

  /** Returns the values of a batch that the graph reads. */
  private feedsOf(batch: Feeds): Record<string, TensorValue> {
    return Object.fromEntries(Object.entries(batch).filter(([name]) => this.graph.inputs.has(name)))
  }

  private rates(number: number, learningRate: number): Record<string, TensorValue> {
    const { ema } = this
    const [update] = this.graph.updates
    const scalars = {
      learningRate,
      ...(update && correctionsOf(update.optimizer, number)),
      ...(ema !== undefined && { averageDecay: averageDecay(ema, number) }),
    }
    const entries = Object.entries(scalars)
    return Object.fromEntries(entries.map(([name, value]) => [name, { shape: [], data: Float32Array.of(value) }]))
  }
}

/** Returns the scalars of an optimizer that depend on the number of the step. */
function correctionsOf(optimizer: Optimizer, number: number): Record<string, number> {
  if (optimizer.kind === 'sgd') return {}
  const beta2Power = optimizer.beta2 ** number
  return {
    beta1Power: optimizer.beta1 ** number,
    beta2Power,
    epsilonHat: optimizer.epsilon * Math.sqrt(1 - beta2Power),
  }
}

/** Returns the shapes of the graph's variables, and of the moments and averages of trained ones. */
function variableShapes({ variables, updates }: Graph): Map<string, readonly number[]> {
  const named = [...variables].filter(([name]) => !name.endsWith(sumSuffix))
  const shapes = new Map(named.map(([name, node]) => [name, node.outputs[0].shape]))
  for (const { variable, optimizer, average } of updates) {
    const shape = shapes.get(variable) ?? []
    for (const suffix of [...optimizerSlots[optimizer.kind], ...(average ? ['average'] : [])])
      shapes.set(`${variable}/${suffix}`, shape)
  }
  return shapes
}

const sumSuffix = '/gradient_sum'

/** Returns the shapes of the sums of gradients. They are 0 between steps, so they are not part of the state. */
function sumShapes({ variables }: Graph): [string, readonly number[]][] {
  const sums = [...variables].filter(([name]) => name.endsWith(sumSuffix))
  return sums.map(([name, node]) => [name, node.outputs[0].shape])
}
