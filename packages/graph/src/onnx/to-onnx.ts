import { UsageError } from '@dfpir/core'
import { type Graph, type GraphNode, isElementwise, isOperation, type OperationName } from '../ir.js'
import type { ElementwiseName } from '../operations/elementwise.js'
import { nodesInOrder } from '../order.js'
import { alignChannels } from '../passes/align-channels.js'
import { uniformElement } from '../values.js'
import { identityOrder } from './axis-order.js'
import type { BuiltNodes } from './builder.js'
import { composite, usedInputs } from './composites.js'
import { convolutionGradients } from './convolution-gradients.js'
import { convolutions } from './convolutions.js'
import { emitElementwise, markers } from './elementwise.js'
import { type ChannelsPlace, type EmitNode, type EmitNodes, Emitter } from './emitter.js'
import { images } from './images.js'
import { indexing } from './indexing.js'
import { emitInitializer, type OnnxInitializer, refuseVariables } from './initializers.js'
import { products } from './matmul.js'
import { pooling } from './pooling.js'
import { reductions } from './reductions.js'
import { encodeModel, type OnnxAbout, type OnnxGraph, type OnnxValueInfo } from './schema.js'
import { shapes } from './shapes.js'
import type { Value } from './value.js'

const placeholder: EmitNode<'Placeholder'> = ({ attrs: { name }, outputs: [{ shape, dtype }] }) => [
  { name, shape, dtype, order: identityOrder(shape.length) },
]

const constant: EmitNode<'Const'> = ({ attrs: { values }, outputs: [{ shape, dtype }] }) => {
  const repeated = values.length > 1 && uniformElement(values) !== undefined
  return [{ values: repeated ? values.slice(0, 1) : values, shape, dtype, order: identityOrder(shape.length) }]
}

/** The operations with an emitter: all but those of {@link emitElementwise}, and variables. */
type Emitted = Exclude<OperationName, ElementwiseName | 'Variable'>

const emitters: EmitNodes<Emitted> = {
  Placeholder: placeholder,
  Const: constant,
  Composite: composite,
  ...markers,
  ...reductions,
  ...shapes,
  ...products,
  ...convolutions,
  ...convolutionGradients,
  ...pooling,
  ...images,
  ...indexing,
}

type Initializers = ReadonlyMap<string, OnnxInitializer>

function emitNode(node: GraphNode, emitter: Emitter, initializers: Initializers): readonly Value[] {
  emitter.builder.scope = node.scope
  if (isElementwise(node)) return emitElementwise(node, emitter)
  if (isOperation(node, 'Variable')) return [emitInitializer(node, emitter, initializers)]
  if (isEmitted(node)) return emit(node, emitter)
  throw new UsageError(`${node.op} in "${node.scope}" cannot be exported to ONNX`)
}

function isEmitted(node: GraphNode): node is GraphNode<Emitted> {
  return Object.hasOwn(emitters, node.op)
}

function emit<Op extends Emitted>(node: GraphNode<Op>, emitter: Emitter): readonly Value[] {
  return emitters[node.op](node, emitter)
}

/** Returns the names that are visible to users of the file, which must be unique. */
function publicNames(graph: Graph, initializers: Initializers): Set<string> {
  const weights = [...initializers.values()].map(({ name }) => name)
  const names = [...graph.inputs.keys(), ...graph.outputs.keys(), ...weights]
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice === undefined) return new Set(names)
  throw new UsageError(`inputs, outputs and initializers of an ONNX graph cannot have the same name: "${twice}"`)
}

export interface ToOnnxOptions extends OnnxAbout {
  /** Initializers that replace the graph's variables, by name. */
  readonly initializers?: ReadonlyMap<string, OnnxInitializer>
  /**
   * Position of an image's channels in the memory of the engine that reads the file.
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
 * Internally, images are stored as [batch, channels, height, width]. A transpose in the traced graph only renames axes, and
 * elements move only if an operator needs them in another order. Each constant is stored once.
 *
 * Variables become initializers: tensors with a name, a layout and values chosen by the caller. Values that depend only on
 * them (such as a transposed or split weight) are written as operations, which engines compute once, when they load the
 * file.
 *
 * @throws UsageError that names the variables without an initializer, or the operation that ONNX cannot express.
 */
export function toOnnx(graph: Graph, { initializers, channels, ...about }: ToOnnxOptions = {}): Uint8Array {
  return encodeModel(emitGraph(graph, initializers, channels), about)
}
