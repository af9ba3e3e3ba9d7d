import { UsageError } from '@dfpir/core'
import '@tensorflow/tfjs-layers' // registers the gradients, which tfjs-core leaves out
import * as tf from '@tensorflow/tfjs-core'
import type { Graph, GraphValue, VariableUpdate } from './ir.js'
import { completeOptimizer, type OptimizerOptions } from './optimizer.js'
import { runTrace, type Trace } from './trace/run-trace.js'
import { type InputSpecs, nodes, placeholders, values } from './trace-forward.js'
import { shapeOf } from './values.js'

export interface TraceTrainingStepOptions {
  readonly inputs: InputSpecs
  /** The variables to train, by their names in the graph. */
  readonly variables: ReadonlyMap<string, tf.Variable>
  /** Variables that are read but not trained. Unlisted variables become constants. */
  readonly frozen?: ReadonlyMap<string, tf.Variable>
  /** The scalar to minimise. */
  readonly loss: (inputs: Record<string, tf.Tensor>) => tf.Tensor
  /** Additional outputs, computed with the weights before the update. */
  readonly outputs?: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>
  /** @default Adam with PyTorch's constants */
  readonly optimizer?: OptimizerOptions
  /** Whether to output the gradients for the optimizer as `gradient/<name>`. @default false */
  readonly gradients?: boolean
  /**
   * Factor of the loss in the backward pass, which the gradients are divided by. With float16 in the backward pass, it keeps
   * small gradients from vanishing (Micikevicius et al., 2018). A power of two changes nothing in float32.
   *
   * @default 1
   */
  readonly lossScale?: number
  /** Maximum norm over all gradients, which are scaled down to it. The norm is the output `gradientNorm`. */
  readonly clipNorm?: number
  /** Whether each variable has a moving average, see {@link VariableUpdate}. @default false */
  readonly average?: boolean
  /** Number of runs per step: all but the last with `accumulate`, the last with `train`. @default 1 */
  readonly accumulate?: number
}

/**
 * Records a training step: the loss, its gradients, and the update of every variable (see {@link VariableUpdate}). The
 * output `loss` is the loss before the update.
 *
 * @throws UsageError if the loss is not a scalar, or does not depend on some of the variables.
 */
export function traceTrainingStep(options: TraceTrainingStepOptions): Graph {
  const { inputs, variables, frozen = new Map(), outputs, gradients = false } = options
  rejectDoubles(variables, frozen)
  return runTrace(new Map([...variables, ...frozen]), trace => {
    const tensors = placeholders(trace, inputs)
    const { loss, shares } = differentiate(trace, options, tensors)
    const whole = addShares(trace, options, shares)
    const { norm, clipped } = clip(whole, options.clipNorm)
    const updates = describeUpdates(trace, options, shares, clipped)
    const others = outputs ? values(trace, outputs(tensors)) : []
    const norms = norm ? [['gradientNorm', trace.valueAt(norm)] as const] : []
    const fetched = gradients ? updates.map(update => [`gradient/${update.variable}`, update.gradient] as const) : []
    return {
      inputs: nodes(trace, tensors),
      outputs: new Map([['loss', loss], ...others, ...norms, ...fetched]),
      variables: trace.variables,
      updates,
    }
  })
}

/** Returns the loss and its gradient by each variable. */
function differentiate(
  trace: Trace,
  { variables, loss, lossScale = 1 }: TraceTrainingStepOptions,
  tensors: Record<string, tf.Tensor>,
): { loss: GraphValue; shares: readonly tf.Tensor[] } {
  const scaled = () => {
    const value = loss(tensors)
    return lossScale === 1 ? value : tf.mul(value, lossScale)
  }
  const { value, grads } = tf.engine().gradients(scaled, [...variables.values()], undefined, true)
  rejectUnreached([...variables.keys()].filter((_, index) => !grads[index]))
  // No division by a constant: TensorFlow 2.21 ends the process at one when it rewrites a graph to float16.
  const unscaled = (x: tf.Tensor) => (lossScale === 1 ? x : tf.mul(x, 1 / lossScale))
  const lossValue = trace.valueAt(unscaled(value))
  if (shapeOf(lossValue).length > 0) {
    throw new UsageError(`the loss must be a scalar, got shape [${shapeOf(lossValue)}]`)
  }
  return { loss: lossValue, shares: grads.map(unscaled) }
}

/** Returns the mean of the gradients of all runs of a step: this run's, and the sums of the previous ones. */
function addShares(trace: Trace, options: TraceTrainingStepOptions, shares: readonly tf.Tensor[]): tf.Tensor[] {
  const { accumulate = 1, variables } = options
  if (accumulate === 1) return [...shares]
  const names = [...variables.keys()]
  return shares.map((share, index) => {
    const type = { shape: [...share.shape], dtype: 'float32' as const }
    const sum = trace.variable(`${names[index]}/gradient_sum`, type)
    return tf.mul(tf.add(sum, share), 1 / accumulate)
  })
}

/** Scales gradients so that their common norm is at most `limit` (Pascanu et al., 2013), and returns the original norm. */
function clip(gradients: readonly tf.Tensor[], limit?: number): { norm?: tf.Tensor; clipped: readonly tf.Tensor[] } {
  if (limit === undefined) return { clipped: gradients }
  const norm = tf.sqrt(tf.addN(gradients.map(gradient => tf.sum(tf.square(gradient)))))
  const scale = tf.div(limit, tf.maximum(norm, limit))
  return { norm, clipped: gradients.map(gradient => tf.mul(gradient, scale)) }
}

function describeUpdates(
  trace: Trace,
  { variables, optimizer: options, average = false, accumulate = 1 }: TraceTrainingStepOptions,
  shares: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
): VariableUpdate[] {
  const optimizer = completeOptimizer(options)
  return [...variables.keys()].map((variable, index): VariableUpdate => {
    const gradient = trace.valueAt(gradients[index])
    const share = accumulate > 1 ? { share: trace.valueAt(shares[index]) } : {}
    return { variable, gradient, optimizer, average, ...share }
  })
}

function rejectUnreached(names: readonly string[]): void {
  if (names.length === 0) return
  throw new UsageError(`the loss does not depend on ${names.length} of the variables: ${names.join(', ')}`, {
    hint: 'List variables that should not be trained under "frozen".',
  })
}

function rejectDoubles(variables: ReadonlyMap<string, tf.Variable>, frozen: ReadonlyMap<string, tf.Variable>): void {
  const doubles = [...frozen.keys()].filter(name => variables.has(name))
  if (doubles.length > 0) throw new UsageError(`both trained and frozen: ${doubles.join(', ')}`)
}
