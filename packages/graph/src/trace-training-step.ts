import { UsageError } from '@dfpir/core'
import '@tensorflow/tfjs-layers' // registers the gradients, which tfjs-core leaves out
import * as tf from '@tensorflow/tfjs-core'
import type { AdamUpdate, Graph, GraphValue } from './ir.js'
import { runTrace, type Trace } from './trace/run-trace.js'
import { type InputSpecs, nodes, placeholders, values } from './trace-forward.js'
import { shapeOf } from './values.js'

export interface AdamOptions {
  /** Decay of the mean of gradients. Default 0.9. */
  readonly beta1?: number
  /** Decay of the mean of squared gradients. Default 0.999. */
  readonly beta2?: number
}

export interface TraceTrainingStepOptions {
  readonly inputs: InputSpecs
  /** The variables to train, by the names they get in the graph. */
  readonly variables: ReadonlyMap<string, tf.Variable>
  /** Variables that are read but not trained. Variables listed nowhere become constants. */
  readonly frozen?: ReadonlyMap<string, tf.Variable>
  /** The scalar to make smaller. */
  readonly loss: (inputs: Record<string, tf.Tensor>) => tf.Tensor
  /** More values to give out, computed with the weights as they were before the update. */
  readonly outputs?: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>
  readonly adam?: AdamOptions
  /** Also give out the gradients, as `gradient/<name>`. Default false. */
  readonly gradients?: boolean
}

/**
 * Records one training step: the loss, its gradients, and Adam's update of every variable (see {@link AdamUpdate}).
 * The output `loss` is the loss before the update.
 *
 * Throws a {@link UsageError} when the loss is no scalar, or does not depend on some of the variables.
 */
export function traceTrainingStep(options: TraceTrainingStepOptions): Graph {
  const { inputs, variables, frozen = new Map(), outputs, gradients = false } = options
  rejectDoubles(variables, frozen)
  return runTrace(new Map([...variables, ...frozen]), trace => {
    const tensors = placeholders(trace, inputs)
    const { loss, updates } = differentiate(trace, options, tensors)
    const others = outputs ? values(trace, outputs(tensors)) : []
    const fetched = gradients ? updates.map(update => [`gradient/${update.variable}`, update.gradient] as const) : []
    return {
      inputs: nodes(trace, tensors),
      outputs: new Map([['loss', loss], ...others, ...fetched]),
      variables: trace.variables,
      updates,
    }
  })
}

function differentiate(
  trace: Trace,
  { variables, loss, adam = {} }: TraceTrainingStepOptions,
  tensors: Record<string, tf.Tensor>,
): { loss: GraphValue; updates: AdamUpdate[] } {
  const { value, grads } = tf.engine().gradients(() => loss(tensors), [...variables.values()], undefined, true)
  const lossValue = trace.valueAt(value)
  if (shapeOf(lossValue).length > 0) {
    throw new UsageError(`the loss must be a scalar, not of shape [${shapeOf(lossValue)}]`)
  }
  const names = [...variables.keys()]
  rejectUnreached(names.filter((_, index) => !grads[index]))
  const { beta1 = 0.9, beta2 = 0.999 } = adam
  const updates = names.map((variable, index): AdamUpdate => {
    return { kind: 'adam', variable, gradient: trace.valueAt(grads[index]), beta1, beta2 }
  })
  return { loss: lossValue, updates }
}

function rejectUnreached(names: readonly string[]): void {
  if (names.length === 0) return
  throw new UsageError(`the loss does not depend on ${names.length} of the variables: ${names.join(', ')}`, {
    hint: 'List variables that are not to be trained under "frozen".',
  })
}

function rejectDoubles(variables: ReadonlyMap<string, tf.Variable>, frozen: ReadonlyMap<string, tf.Variable>): void {
  const doubles = [...frozen.keys()].filter(name => variables.has(name))
  if (doubles.length > 0) throw new UsageError(`trained and frozen at once: ${doubles.join(', ')}`)
}
