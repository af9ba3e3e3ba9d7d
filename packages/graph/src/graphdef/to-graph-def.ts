import { UsageError } from '@dfpir/core'
import {
  type Graph,
  type GraphNode,
  type GraphValue,
  isElementwise,
  isOperation,
  type OperationName,
  resultsOf,
} from '../ir.js'
import type { ElementwiseName } from '../operations/elementwise.js'
import { nodesInOrder } from '../order.js'
import { typeOf } from '../values.js'
import * as attr from './attr-value.js'
import { depthwise } from './depthwise.js'
import { markers, writeElementwise } from './elementwise.js'
import { EmitContext, type GraphDefEmitters } from './emit.js'
import { images } from './images.js'
import { indexing } from './indexing.js'
import { products } from './products.js'
import { reductions } from './reductions.js'
import { shapes } from './shapes.js'
import { writeUpdates } from './updates.js'
import { writeVariable } from './variables.js'
import { windows } from './windows.js'
import { GraphDefWriter } from './writer.js'

/** The operations with an emitter: all but those of {@link writeElementwise} and those handled below. */
type Emitted = Exclude<OperationName, ElementwiseName | 'Const' | 'Placeholder' | 'Variable' | 'Composite'>

export const emitters: GraphDefEmitters<Emitted> = {
  ...markers,
  ...reductions,
  ...shapes,
  ...indexing,
  ...products,
  ...windows,
  ...depthwise,
  ...images,
}

/**
 * Encodes a graph as a TensorFlow GraphDef.
 *
 * - Inputs are placeholders and outputs are operations with the same names.
 * - Variables are resource variables without values, shared by name: before anything else, run `assign/<name>` and feed
 *   `value/<name>`. `read/<name>` is a variable's value.
 * - `train` runs the updates once. Feed the scalars of {@link Graph.updates} with it, and assign moments, averages and sums
 *   before. `accumulate` adds a run's gradients to the sums, if updates have a `share`.
 *
 * Writes only what the outputs and updates need.
 *
 * @throws UsageError for names that TensorFlow does not accept or that are used twice.
 */
export function toGraphDef(graph: Graph): Uint8Array {
  const writer = new GraphDefWriter()
  const written = new Map<GraphNode, string>()
  for (const [name, node] of graph.inputs) written.set(node, writePlaceholder(writer, name, node))
  for (const [name, node] of graph.variables) written.set(node, writeVariable(writer, name, node.outputs[0]))
  const reference = ({ node, index }: GraphValue): string => {
    if (node.op === 'Composite') return reference(node.inputs[node.inputs.length - 1])
    const name = written.get(node)
    if (name === undefined) throw new UsageError(`the graph uses ${node.op} before it is computed`)
    return index === 0 ? name : `${name}:${index}`
  }
  reserveNames(writer, graph)
  for (const node of nodesInOrder(resultsOf(graph), usedInputs)) {
    if (written.has(node) || isOperation(node, 'Composite')) continue
    written.set(node, writeNode(writer, node, node.inputs.map(reference)))
  }
  for (const [name, value] of graph.outputs) {
    writer.addReserved(name, 'Identity', [reference(value)], { T: attr.type(typeOf(value).dtype) })
  }
  writeUpdates(writer, graph, reference)
  return writer.encode()
}

/** Reserves the names that callers rely on before others are generated. */
function reserveNames(writer: GraphDefWriter, graph: Graph): void {
  for (const name of graph.outputs.keys()) writer.reserve(name)
}

/** A composite is written as the value that it marks. */
function usedInputs(node: GraphNode): readonly GraphValue[] {
  return node.op === 'Composite' ? node.inputs.slice(-1) : node.inputs
}

function writePlaceholder(writer: GraphDefWriter, name: string, { outputs: [{ shape, dtype }] }: GraphNode): string {
  return writer.addNamed(name, 'Placeholder', [], { dtype: attr.type(dtype), shape: attr.shape(shape) })
}

function writeNode(writer: GraphDefWriter, node: GraphNode, inputs: readonly string[]): string {
  const context = new EmitContext(node, inputs, writer)
  if (isOperation(node, 'Const')) return writer.constant(context.hint, node.attrs.values, node.outputs[0])
  if (isElementwise(node)) return writeElementwise(new EmitContext(node, inputs, writer))
  if (isEmitted(node)) return emit(new EmitContext(node, inputs, writer))
  throw new UsageError(`a GraphDef cannot hold the operation ${node.op}`)
}

function isEmitted(node: GraphNode): node is GraphNode<Emitted> {
  return Object.hasOwn(emitters, node.op)
}

function emit<Op extends Emitted>(context: EmitContext<Op>): string {
  return emitters[context.node.op](context)
}
