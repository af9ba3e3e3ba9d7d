import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { Graph, GraphDType, GraphValue } from './ir.js'
import { runTrace, type Trace } from './trace/run-trace.js'

/** The shape and element type of a tensor that is fed at each run. */
export interface InputSpec {
  readonly shape: readonly number[]
  /** Default `float32`. */
  readonly dtype?: GraphDType
}

export type InputSpecs = Readonly<Record<string, InputSpec>>

export interface TraceForwardOptions {
  readonly inputs: InputSpecs
  /** Variables to keep as such, by the names they get in the graph. All others become constants. */
  readonly variables?: ReadonlyMap<string, tf.Variable>
}

/**
 * Records what `fn` computes. It is called once, with tensors that have shapes but no elements; whatever depends on
 * constants alone is computed at once, and tensors from outside are constants unless listed in `variables`.
 *
 * Throws a {@link UsageError} that names the operation and the layer when `fn` does what a graph cannot: an unknown
 * operation, reading elements, assigning to a variable.
 */
export function traceForward(
  fn: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>,
  { inputs, variables = new Map() }: TraceForwardOptions,
): Graph {
  return runTrace(variables, trace => {
    const tensors = placeholders(trace, inputs)
    const outputs = values(trace, fn(tensors))
    return { inputs: nodes(trace, tensors), outputs, variables: trace.variables, updates: [] }
  })
}

/** A tensor for each input. */
export function placeholders(trace: Trace, inputs: InputSpecs): Record<string, tf.Tensor> {
  for (const [name, { shape }] of Object.entries(inputs)) checkShape(name, shape)
  const tensors = Object.entries(inputs).map(
    ([name, { shape, dtype = 'float32' }]) => [name, trace.placeholder(name, { shape, dtype })] as const,
  )
  return Object.fromEntries(tensors)
}

/** @throws UsageError for a shape with sizes that are not known */
function checkShape(name: string, shape: readonly number[]): void {
  if (shape.every(size => Number.isInteger(size) && size >= 0)) return
  throw new UsageError(
    `the shape of the input "${name}" must consist of whole numbers, got [${shape.map(String).join(', ')}]`,
    {
      hint: 'A traced graph has fixed sizes; toFreeOnnx makes an ONNX file for any batch, height and width.',
    },
  )
}

/** The nodes that the tensors of placeholders stand for. */
export function nodes(trace: Trace, tensors: Readonly<Record<string, tf.Tensor>>) {
  return new Map([...values(trace, tensors)].map(([name, { node }]) => [name, node]))
}

/** The values that tensors stand for, by name. */
export function values(trace: Trace, tensors: Readonly<Record<string, tf.Tensor>>): Map<string, GraphValue> {
  if (typeof Object(tensors).then === 'function') {
    throw new UsageError('the traced function is asynchronous: it must return its tensors at once')
  }
  const entries = Object.entries(tensors).map(([name, tensor]) => {
    if (tensor instanceof tf.Tensor) return [name, trace.valueAt(tensor)] as const
    throw new UsageError(`output "${name}" of the traced function is not a tensor`)
  })
  return new Map(entries)
}
