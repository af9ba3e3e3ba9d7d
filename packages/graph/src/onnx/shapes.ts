import type { ShapeAttributes } from '../operations/attributes.js'
import { positions } from './axis-order.js'
import type { EmitNode, EmitNodes, Emitter } from './emitter.js'
import { reverseAxes, takeRows } from './selection.js'
import { stored, transposeValue, type Value } from './value.js'

const reshape: EmitNode<'Reshape'> = (node, emitter) => [
  emitter.reshape(emitter.inputs(node)[0], node.outputs[0].shape),
]

const transpose: EmitNode<'Transpose'> = (node, emitter) => [transposeValue(emitter.inputs(node)[0], node.attrs.perm)]

const concat: EmitNode<'Concat'> = (node, emitter) => {
  const values = emitter.inputs(node)
  const orders = values.flatMap(value => emitter.ordersAtHand(value))
  const order = emitter.cheapestOrder(values, orders) ?? values[0].order
  const axis = positions(order)[node.attrs.axis]
  const names = values.map(value => emitter.hold(value, order))
  return [emitter.emit('Concat', names, { ...node.outputs[0], order }, { axis })]
}

const split: EmitNode<'SplitV'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const axis = node.attrs.axis
  const lengths = emitter.builder.integers(node.outputs.map(({ shape }) => shape[axis]))
  const inputs = [emitter.hold(x, x.order), lengths]
  const names = emitter.builder.add('Split', inputs, { axis: positions(x.order)[axis] }, node.outputs.length)
  return names.map((name, index) => stored(name, node.outputs[index].shape, x.dtype, x.order))
}

const reverse: EmitNode<'Reverse'> = (node, emitter) => [reverseAxes(emitter, emitter.inputs(node)[0], node.attrs.axes)]

const tile: EmitNode<'Tile'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const { shape } = node.outputs[0]
  const repeats = node.attrs.reps
  const place = { ...node.outputs[0], order: x.order }
  const grows = repeats.every((count, axis) => count === 1 || x.shape[axis] === 1)
  const amounts = emitter.builder.integers(x.order.map(axis => (grows ? shape[axis] : repeats[axis])))
  return [emitter.emit(grows ? 'Expand' : 'Tile', [emitter.hold(x, x.order), amounts], place)]
}

/** Returns the pads of all axes in ONNX's format: those before, in memory order, then those after. */
function holdPads(emitter: Emitter, { order }: Value, paddings: readonly (readonly number[])[]): string {
  return emitter.builder.integers([0, 1].flatMap(side => order.map(axis => paddings[axis][side])))
}

const pad: EmitNode<'PadV2'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const fill = emitter.builder.scalar(node.attrs.constantValue, x.dtype)
  const inputs = [emitter.hold(x, x.order), holdPads(emitter, x, node.attrs.paddings), fill]
  return [emitter.emit('Pad', inputs, { ...node.outputs[0], order: x.order })]
}

const mirrorPad: EmitNode<'MirrorPad'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const paddings = node.attrs.paddings
  if (node.attrs.mode === 'symmetric') return [padSymmetrically(emitter, x, paddings)]
  const inputs = [emitter.hold(x, x.order), holdPads(emitter, x, paddings)]
  return [emitter.emit('Pad', inputs, { ...node.outputs[0], order: x.order }, { mode: 'reflect' })]
}

/** Pads with a repeated edge by gathering rows, since ONNX's Pad reflects without repeating the edge. */
function padSymmetrically(emitter: Emitter, x: Value, paddings: readonly (readonly number[])[]): Value {
  return paddings.reduce<Value>((value, [before, after], axis) => {
    if (before + after === 0) return value
    const length = value.shape[axis]
    const rows = Array.from({ length: before + length + after }, (_, row) => {
      const place = row - before
      return place < 0 ? -place - 1 : place < length ? place : 2 * length - 1 - place
    })
    return takeRows(emitter, value, axis, rows)
  }, x)
}

/** Kernels that move elements without computing. */
export const shapes: EmitNodes<keyof ShapeAttributes> = {
  Reshape: reshape,
  Transpose: transpose,
  Concat: concat,
  SplitV: split,
  Reverse: reverse,
  Tile: tile,
  PadV2: pad,
  MirrorPad: mirrorPad,
}
