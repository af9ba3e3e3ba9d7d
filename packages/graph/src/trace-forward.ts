import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { Graph, GraphDType, GraphValue } from './ir.js'
import { runTrace, type Trace } from './trace/run-trace.js'

/** The shape and element type of a tensor that is fed in each run. */
export interface InputSpec {
  readonly shape: readonly number[]
  /** @default 'float32' */
  readonly dtype?: GraphDType
}

export type InputSpecs = Readonly<Record<string, InputSpec>>

export interface TraceForwardOptions {
  readonly inputs: InputSpecs
  /** Variables to keep as variables, by their names in the graph. All others become constants. */
  readonly variables?: ReadonlyMap<string, tf.Variable>
}

/**
 * Records the computation of `fn`. It is called once, with tensors that have shapes but no elements. Values that depend only
 * on constants are computed immediately. Tensors from outside are constants unless listed in `variables`.
 *
 * @throws UsageError that names the operation and the layer if `fn` does something that a graph cannot: use an unknown
 *   operation, read elements, or assign to a variable.
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

/** Creates a tensor for each input. */
export function placeholders(trace: Trace, inputs: InputSpecs): Record<string, tf.Tensor> {
  for (const [name, { shape }] of Object.entries(inputs)) checkShape(name, shape)
  const tensors = Object.entries(inputs).map(
    ([name, { shape, dtype = 'float32' }]) => [name, trace.placeholder(name, { shape, dtype })] as const,
  )
  return Object.fromEntries(tensors)
}

/** @throws UsageError for a shape with unknown sizes */
function checkShape(name: string, shape: readonly number[]): void {
  if (shape.every(size => Number.isInteger(size) && size >= 0)) return
  throw new UsageError(
    `the shape of the input "${name}" must consist of whole numbers, got [${shape.map(String).join(', ')}]`,
    {
      hint: 'A traced graph has fixed sizes; toFreeOnnx makes an ONNX file for any batch, height and width.',
    },
  )
}

/** Returns the nodes that the tensors of placeholders represent. */
export function nodes(trace: Trace, tensors: Readonly<Record<string, tf.Tensor>>) {
  return new Map([...values(trace, tensors)].map(([name, { node }]) => [name, node]))
}

/** Returns the values that tensors represent, by name. */
export function values(trace: Trace, tensors: Readonly<Record<string, tf.Tensor>>): Map<string, GraphValue> {
  if (typeof Object(tensors).then === 'function') {
    throw new UsageError('the traced function is asynchronous: it must return its tensors synchronously')
  }
  const entries = Object.entries(tensors).map(([name, tensor]) => {
    if (tensor instanceof tf.Tensor) return [name, trace.valueAt(tensor)] as const
    throw new UsageError(`output "${name}" of the traced function is not a tensor`)
  })
  return new Map(entries)
}
