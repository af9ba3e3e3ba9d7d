import { UsageError } from '@dfpir/core'
import type { Graph, GraphNode } from '../ir.js'
import { nodesInOrder } from '../order.js'
import { constantValues, uniformElement } from '../values.js'
import { alignChannels } from './align-channels.js'
import { identityOrder } from './axis-order.js'
import { compositeEmitter, usedInputs } from './composites.js'
import { convolutionGradients } from './convolution-gradients.js'
import { convolutions } from './convolutions.js'
import { elementwise } from './elementwise.js'
import { type EmitNode, Emitter } from './emitter.js'
import { images } from './images.js'
import { indexing } from './indexing.js'
import { products } from './matmul.js'
import { attributesOf, describeNode } from './node-attributes.js'
import { pooling } from './pooling.js'
import { reductions } from './reductions.js'
import { encodeModel, type OnnxValueInfo } from './schema.js'
import { shapes } from './shapes.js'
import type { Value } from './value.js'

const placeholder: EmitNode = node => {
  const [{ shape, dtype }] = node.outputs
  return [{ name: attributesOf(node).text('name'), shape, dtype, order: identityOrder(shape.length) }]
}

const constant: EmitNode = node => {
  const [{ shape, dtype }] = node.outputs
  const values = constantValues({ node, index: 0 })
  if (values === undefined) throw new UsageError(`${describeNode(node)} has no values`)
  const repeated = values.length > 1 && uniformElement(values) !== undefined
  return [{ values: repeated ? values.slice(0, 1) : values, shape, dtype, order: identityOrder(shape.length) }]
}

const composite: EmitNode = (node, emitter) => {
  const emit = compositeEmitter(node)
  if (emit === undefined) return [emitter.value(node.inputs[node.inputs.length - 1])]
  return [
    emit(
      node,
      node.inputs.slice(0, -1).map(input => emitter.value(input)),
      emitter,
    ),
  ]
}

/** What writes each operation of a graph. */
export const emitters: ReadonlyMap<string, EmitNode> = new Map([
  ['Placeholder', placeholder],
  ['Const', constant],
  ['Composite', composite],
  ...elementwise,
  ...reductions,
  ...shapes,
  ...products,
  ...convolutions,
  ...convolutionGradients,
  ...pooling,
  ...images,
  ...indexing,
])

function emitNode(node: GraphNode, emitter: Emitter): readonly Value[] {
  const emit = emitters.get(node.op)
  if (emit === undefined)
    throw new UsageError(`${describeNode(node)} cannot be exported to ONNX`, {
      hint: `Kernels that can: ${[...emitters.keys()].sort().join(', ')}.`,
    })
  emitter.builder.scope = node.scope
  return emit(node, emitter)
}

function refuseVariables(graph: Graph): void {
  const names = [...graph.variables.keys()]
  if (names.length === 0 && graph.updates.length === 0) return
  throw new UsageError(`an ONNX graph holds no variables, but this one has ${names.join(', ')}`, {
    hint: 'Trace with traceForward and without `variables`, so that weights become constants.',
  })
}

function publicNames(graph: Graph): Set<string> {
  const both = [...graph.outputs.keys()].find(name => graph.inputs.has(name))
  if (both === undefined) return new Set([...graph.inputs.keys(), ...graph.outputs.keys()])
  throw new UsageError(`an ONNX graph cannot have an input and an output of the same name: "${both}"`)
}

/**
 * Encodes a traced graph as an ONNX file (opset 20). Inputs and outputs keep their names and their traced layout.
 * Inside, images lie as [batch, channels, height, width]: a transpose of the traced graph renames axes, and elements
 * move only where an operator needs them in another order. Constants keep one copy each.
 *
 * Throws a UsageError that names the variables of a graph that has some, or the operation that ONNX cannot express.
 */
export function toOnnx(traced: Graph): Uint8Array {
  refuseVariables(traced)
  const graph = alignChannels(traced)
  const emitter = new Emitter(publicNames(graph))
  for (const node of nodesInOrder(graph.outputs.values(), usedInputs)) emitter.define(node, emitNode(node, emitter))
  const outputs: OnnxValueInfo[] = []
  for (const [name, output] of graph.outputs) {
    const value = emitter.value(output)
    emitter.builder.output(name, emitter.holdLogical(value))
    outputs.push({ name, shape: value.shape, dtype: value.dtype })
  }
  const inputs = [...graph.inputs].map(([name, node]) => ({ name, ...node.outputs[0] }))
  return encodeModel({ ...emitter.builder.finish(graph.outputs.keys()), inputs, outputs })
}
