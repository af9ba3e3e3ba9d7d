import { UsageError } from '@dfpir/core'
import { attributesOf, describeNode } from '../attributes.js'
import type { Graph, GraphNode } from '../ir.js'
import { nodesInOrder } from '../order.js'
import { alignChannels } from '../passes/align-channels.js'
import { constantValues, uniformElement } from '../values.js'
import { identityOrder } from './axis-order.js'
import type { BuiltNodes } from './builder.js'
import { compositeEmitter, usedInputs } from './composites.js'
import { convolutionGradients } from './convolution-gradients.js'
import { convolutions } from './convolutions.js'
import { elementwise } from './elementwise.js'
import { type ChannelsPlace, type EmitNode, Emitter } from './emitter.js'
import { images } from './images.js'
import { indexing } from './indexing.js'
import { emitInitializer, type OnnxInitializer, refuseVariables } from './initializers.js'
import { products } from './matmul.js'
import { pooling } from './pooling.js'
import { reductions } from './reductions.js'
import { encodeModel, type OnnxAbout, type OnnxGraph, type OnnxValueInfo } from './schema.js'
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

type Initializers = ReadonlyMap<string, OnnxInitializer>

function emitNode(node: GraphNode, emitter: Emitter, initializers: Initializers): readonly Value[] {
  const emit = node.op === 'Variable' ? emitInitializer(initializers) : emitters.get(node.op)
  if (emit === undefined)
    throw new UsageError(`${describeNode(node)} cannot be exported to ONNX`, {
      hint: `Kernels that can: ${[...emitters.keys()].sort().join(', ')}.`,
    })
  emitter.builder.scope = node.scope
  return emit(node, emitter)
}

/** The names that a user of the file sees, each of which must stand for one thing. */
function publicNames(graph: Graph, initializers: Initializers): Set<string> {
  const weights = [...initializers.values()].map(({ name }) => name)
  const names = [...graph.inputs.keys(), ...graph.outputs.keys(), ...weights]
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice === undefined) return new Set(names)
  throw new UsageError(`inputs, outputs and initializers of an ONNX graph cannot have the same name: "${twice}"`)
}

export interface ToOnnxOptions extends OnnxAbout {
  /** What the graph's variables become, by their names in the graph. */
  readonly initializers?: ReadonlyMap<string, OnnxInitializer>
  /**
   * Where the engine that reads the file keeps the channels of images.
   *
   * @default 'first'
   */
  readonly channels?: ChannelsPlace
}

/** An ONNX graph before it is encoded. */
export type EmittedGraph = OnnxGraph & Pick<BuiltNodes, 'reshaped'>

/** Writes the nodes of a traced graph, see {@link toOnnx}. */
export function emitGraph(
  traced: Graph,
  initializers: Initializers = new Map(),
  channels?: ChannelsPlace,
): EmittedGraph {
  refuseVariables(traced, initializers)
  const graph = alignChannels(traced, usedInputs)
  const emitter = new Emitter(publicNames(graph, initializers), channels)
  for (const node of nodesInOrder(graph.outputs.values(), usedInputs)) {
    emitter.define(node, emitNode(node, emitter, initializers))
  }
  const outputs: OnnxValueInfo[] = []
  for (const [name, output] of graph.outputs) {
    const value = emitter.value(output)
    emitter.builder.output(name, emitter.holdLogical(value))
    outputs.push({ name, shape: value.shape, dtype: value.dtype })
  }
  const inputs = [...graph.inputs].map(([name, node]) => ({ name, ...node.outputs[0] }))
  return { ...emitter.builder.finish(graph.outputs.keys()), inputs, outputs }
}

/**
 * Encodes a traced graph as an ONNX file (opset 20). Inputs and outputs keep their names and their traced layout.
 * Inside, images lie as [batch, channels, height, width]: a transpose of the traced graph renames axes, and elements
 * move only where an operator needs them in another order. Constants keep one copy each.
 *
 * Variables become initializers: tensors with a name, a layout and values of the caller's choice. What follows from
 * them alone (a transposed or split weight) is written as operations, which engines compute once, when they load the
 * file.
 *
 * Throws a UsageError that names the variables without an initializer, or the operation that ONNX cannot express.
 */
export function toOnnx(graph: Graph, { initializers, channels, ...about }: ToOnnxOptions = {}): Uint8Array {
  return encodeModel(emitGraph(graph, initializers, channels), about)
}
