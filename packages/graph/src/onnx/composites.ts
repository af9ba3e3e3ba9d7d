import { attributesOf } from '../attributes.js'
import type { GraphNode, GraphValue } from '../ir.js'
import { imageOrder } from './axis-order.js'
import { unary } from './broadcast.js'
import type { Emitter } from './emitter.js'
import { stored, type Value } from './value.js'

/** Emits a composite from its arguments. */
export type EmitComposite = (node: GraphNode, composite: readonly Value[], emitter: Emitter) => Value

/** The order with one axis moved to the end. */
function withLast(order: readonly number[], axis: number): number[] {
  return [...order.filter(other => other !== axis), axis]
}

/** LayerNormalization works over the last axes of memory. */
const layerNorm: EmitComposite = (node, [x, scale, offset], emitter) => {
  const last = x.shape.length - 1
  const order = withLast(x.order, last)
  const epsilon = { float: attributesOf(node).number('epsilon', 1e-5) }
  const input = [emitter.hold(x, order), emitter.holdLogical(scale), emitter.holdLogical(offset)]
  return emitter.emit('LayerNormalization', input, { ...x, order }, { axis: -1, epsilon })
}

const gelu: EmitComposite = (_node, [x], emitter) => unary(emitter, 'Gelu', x)

/** PyTorch's channel order is DepthToSpace's CRD: channel, row, column. */
const pixelShuffle: EmitComposite = (node, [x], emitter) => {
  const blocksize = attributesOf(node).number('blockSize')
  const place = { ...node.outputs[0], order: imageOrder }
  return emitter.emit('DepthToSpace', [emitter.hold(x, imageOrder)], place, { blocksize, mode: 'CRD' })
}

/** ONNX's SpaceToDepth knows the other channel order only: [B, C, h, r, w, r] → [B, C, r, r, h, w]. */
const pixelUnshuffle: EmitComposite = (node, [x], emitter) => {
  const block = attributesOf(node).number('blockSize')
  const [batch, height, width, channels] = x.shape
  const [h, w] = [height / block, width / block]
  const { builder } = emitter
  const blocks = emitter.holdAs(x, imageOrder, [batch, channels, h, block, w, block])
  const gathered = builder.transpose(blocks, [0, 1, 3, 5, 2, 4])
  const name = builder.reshape(gathered, [batch, channels, block, block, h, w], [batch, channels * block * block, h, w])
  const { shape, dtype } = node.outputs[0]
  return stored(name, shape, dtype, imageOrder)
}

const emitters: ReadonlyMap<string, EmitComposite> = new Map([
  ['LayerNorm', layerNorm],
  ['Gelu', gelu],
  ['PixelShuffle', pixelShuffle],
  ['PixelUnshuffle', pixelUnshuffle],
])

/** The emitter of a composite that ONNX has an operator for. */
export function compositeEmitter(node: GraphNode): EmitComposite | undefined {
  return node.op === 'Composite' ? emitters.get(attributesOf(node).text('name')) : undefined
}

/** What a node is emitted from: of a composite either its arguments or the value computed without it. */
export function usedInputs(node: GraphNode): readonly GraphValue[] {
  if (node.op !== 'Composite') return node.inputs
  return compositeEmitter(node) === undefined ? node.inputs.slice(-1) : node.inputs.slice(0, -1)
}
