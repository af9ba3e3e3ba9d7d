import { type CompositeNode, type GraphNode, type GraphValue, isOperation } from '../ir.js'
import type { CompositeName } from '../operations/attributes.js'
import { imageOrder } from './axis-order.js'
import { unary } from './broadcast.js'
import type { EmitNode, Emitter } from './emitter.js'
import { stored, type Value } from './value.js'

/** Emits a composite from its arguments. */
type EmitComposite<Name extends CompositeName> = (
  node: CompositeNode<Name>,
  composite: readonly Value[],
  emitter: Emitter,
) => Value

/** Returns the order with one axis moved to the end. */
function withLast(order: readonly number[], axis: number): number[] {
  return [...order.filter(other => other !== axis), axis]
}

/** LayerNormalization normalises over the last axes in memory. */
const layerNorm: EmitComposite<'LayerNorm'> = (node, [x, scale, offset], emitter) => {
  const last = x.shape.length - 1
  const order = withLast(x.order, last)
  const epsilon = { float: node.attrs.epsilon }
  const input = [emitter.hold(x, order), emitter.holdLogical(scale), emitter.holdLogical(offset)]
  return emitter.emit('LayerNormalization', input, { ...x, order }, { axis: -1, epsilon })
}

const gelu: EmitComposite<'Gelu'> = (_node, [x], emitter) => unary(emitter, 'Gelu', x)

/** PyTorch's channel order is DepthToSpace's CRD: channel, row, column. */
const pixelShuffle: EmitComposite<'PixelShuffle'> = (node, [x], emitter) => {
  const blocksize = node.attrs.blockSize
  const place = { ...node.outputs[0], order: imageOrder }
  return emitter.emit('DepthToSpace', [emitter.hold(x, imageOrder)], place, { blocksize, mode: 'CRD' })
}

/** ONNX's SpaceToDepth supports only the other channel order, hence: [B, C, h, r, w, r] → [B, C, r, r, h, w]. */
const pixelUnshuffle: EmitComposite<'PixelUnshuffle'> = (node, [x], emitter) => {
  const block = node.attrs.blockSize
  const [batch, height, width, channels] = x.shape
  const [h, w] = [height / block, width / block]
  const { builder } = emitter
  const blocks = emitter.holdAs(x, imageOrder, [batch, channels, h, block, w, block])
  const gathered = builder.transpose(blocks, [0, 1, 3, 5, 2, 4])
  const name = builder.reshape(gathered, [batch, channels, block, block, h, w], [batch, channels * block * block, h, w])
  const { shape, dtype } = node.outputs[0]
  return stored(name, shape, dtype, imageOrder)
}

const emitters: { readonly [Name in CompositeName]: EmitComposite<Name> } = {
  LayerNorm: layerNorm,
  Gelu: gelu,
  PixelShuffle: pixelShuffle,
  PixelUnshuffle: pixelUnshuffle,
}

/** Emits a composite from its arguments, or as the value computed without it if ONNX has no operator for it. */
export const composite: EmitNode<'Composite'> = (node, emitter) => [
  isKnown(node) ? emitKnown(node, emitter) : emitter.value(node.inputs[node.inputs.length - 1]),
]

function isKnown(node: GraphNode): node is CompositeNode<CompositeName> {
  return isOperation(node, 'Composite') && Object.hasOwn(emitters, node.attrs.name)
}

function emitKnown<Name extends CompositeName>(node: CompositeNode<Name>, emitter: Emitter): Value {
  const values = node.inputs.slice(0, -1).map(input => emitter.value(input))
  return emitters[node.attrs.name](node, values, emitter)
}

/** Returns the inputs that a node is emitted from: for a composite, its arguments or the value computed without it. */
export function usedInputs(node: GraphNode): readonly GraphValue[] {
  if (!isOperation(node, 'Composite')) return node.inputs
  return isKnown(node) ? node.inputs.slice(0, -1) : node.inputs.slice(-1)
}
