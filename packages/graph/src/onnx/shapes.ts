import { attributesOf } from '../attributes.js'
import { positions } from './axis-order.js'
import type { EmitNode, Emitter } from './emitter.js'
import { reverseAxes, sliceValue, takeRows } from './selection.js'
import { stored, transposeValue, type Value } from './value.js'

const reshape: EmitNode = (node, emitter) => [emitter.reshape(emitter.inputs(node)[0], node.outputs[0].shape)]

const transpose: EmitNode = (node, emitter) => [
  transposeValue(emitter.inputs(node)[0], attributesOf(node).numbers('perm')),
]

const concat: EmitNode = (node, emitter) => {
  const values = emitter.inputs(node)
  const orders = values.flatMap(value => emitter.ordersAtHand(value))
  const order = emitter.cheapestOrder(values, orders) ?? values[0].order
  const axis = positions(order)[attributesOf(node).number('axis')]
  const names = values.map(value => emitter.hold(value, order))
  return [emitter.emit('Concat', names, { ...node.outputs[0], order }, { axis })]
}

const split: EmitNode = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const axis = attributesOf(node).number('axis')
  const lengths = emitter.builder.integers(node.outputs.map(({ shape }) => shape[axis]))
  const inputs = [emitter.hold(x, x.order), lengths]
  const names = emitter.builder.add('Split', inputs, { axis: positions(x.order)[axis] }, node.outputs.length)
  return names.map((name, index) => stored(name, node.outputs[index].shape, x.dtype, x.order))
}

const slice: EmitNode = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const { shape } = node.outputs[0]
  const begins = attributesOf(node).numbers('begin')
  const ranges = begins.map((begin, axis) => ({ axis, begin, end: begin + shape[axis], step: 1 }))
  return [
    sliceValue(
      emitter,
      x,
      ranges.filter(({ axis }) => shape[axis] !== x.shape[axis]),
      shape,
    ),
  ]
}

/** Going backwards, ONNX reads an end before the first element as −length − 1. */
const stridedSlice: EmitNode = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const { shape } = node.outputs[0]
  const attributes = attributesOf(node)
  const begins = attributes.numbers('begin')
  const ranges = attributes.numbers('strides').map((step, axis) => {
    const end = begins[axis] + step * shape[axis]
    return { axis, begin: begins[axis], end: end < 0 ? -x.shape[axis] - 1 : end, step }
  })
  return [sliceValue(emitter, x, ranges, shape)]
}

const reverse: EmitNode = (node, emitter) => [
  reverseAxes(emitter, emitter.inputs(node)[0], attributesOf(node).numbers('axes')),
]

const tile: EmitNode = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const { shape } = node.outputs[0]
  const repeats = attributesOf(node).numbers('reps')
  const place = { ...node.outputs[0], order: x.order }
  const grows = repeats.every((count, axis) => count === 1 || x.shape[axis] === 1)
  const amounts = emitter.builder.integers(x.order.map(axis => (grows ? shape[axis] : repeats[axis])))
  return [emitter.emit(grows ? 'Expand' : 'Tile', [emitter.hold(x, x.order), amounts], place)]
}

/** Pads of all axes as ONNX lists them: those before in memory order, then those after. */
function holdPads(emitter: Emitter, { order }: Value, paddings: readonly (readonly number[])[]): string {
  return emitter.builder.integers([0, 1].flatMap(side => order.map(axis => paddings[axis][side])))
}

const pad: EmitNode = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const attributes = attributesOf(node)
  const fill = emitter.builder.scalar(attributes.number('constantValue'), x.dtype)
  const inputs = [emitter.hold(x, x.order), holdPads(emitter, x, attributes.pairs('paddings')), fill]
  return [emitter.emit('Pad', inputs, { ...node.outputs[0], order: x.order })]
}

const mirrorPad: EmitNode = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const attributes = attributesOf(node)
  const paddings = attributes.pairs('paddings')
  if (attributes.text('mode') === 'symmetric') return [padSymmetrically(emitter, x, paddings)]
  const inputs = [emitter.hold(x, x.order), holdPads(emitter, x, paddings)]
  return [emitter.emit('Pad', inputs, { ...node.outputs[0], order: x.order }, { mode: 'reflect' })]
}

/** ONNX's Pad reflects without repeating the edge; here the edge is repeated: rows are gathered. */
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

/** Kernels that move elements and compute nothing. */
export const shapes: ReadonlyMap<string, EmitNode> = new Map([
  ['Reshape', reshape],
  ['Transpose', transpose],
  ['Concat', concat],
  ['SplitV', split],
  ['Slice', slice],
  ['StridedSlice', stridedSlice],
  ['Reverse', reverse],
  ['Tile', tile],
  ['PadV2', pad],
  ['MirrorPad', mirrorPad],
])
