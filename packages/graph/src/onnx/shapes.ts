import { UsageError } from '@dfpir/core'
import { positions, storedShape } from './axis-order.js'
import { reverseValues } from './constant-data.js'
import type { EmitNode, Emitter } from './emitter.js'
import { attributesOf, describeNode } from './node-attributes.js'
import { type ConstantValue, isConstant, isSplat, stored, transposeValue, type Value } from './value.js'

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

interface Range {
  readonly axis: number
  readonly begin: number
  readonly end: number
  readonly step: number
}

/** The part of a value between `begin` and `end` (exclusive, as ONNX counts) along each given axis. */
export function sliceValue(emitter: Emitter, value: Value, ranges: readonly Range[], shape: readonly number[]): Value {
  const at = positions(value.order)
  const lists = [ranges.map(r => r.begin), ranges.map(r => r.end), ranges.map(r => at[r.axis]), ranges.map(r => r.step)]
  const inputs = [emitter.hold(value, value.order), ...lists.map(list => emitter.builder.integers(list))]
  return emitter.emit('Slice', inputs, { shape, dtype: value.dtype, order: value.order })
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

function reverseConstant(value: ConstantValue, axes: readonly number[]): ConstantValue {
  const at = positions(value.order)
  const turned = axes.map(axis => at[axis])
  return { ...value, values: reverseValues(value.values, storedShape(value.shape, value.order), turned) }
}

/** The value with the given logical axes turned round. */
export function reverseAxes(emitter: Emitter, value: Value, axes: readonly number[]): Value {
  const turned = axes.filter(axis => value.shape[axis] > 1)
  if (turned.length === 0 || isSplat(value)) return value
  if (isConstant(value)) return reverseConstant(value, turned)
  const ranges = turned.map(axis => ({ axis, begin: -1, end: -value.shape[axis] - 1, step: -1 }))
  return sliceValue(emitter, value, ranges, value.shape)
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
  if (attributes.text('mode') !== 'reflect') {
    throw new UsageError(`${describeNode(node)}: ONNX can reflect at the edge ("reflect"), not repeat it ("symmetric")`)
  }
  const inputs = [emitter.hold(x, x.order), holdPads(emitter, x, attributes.pairs('paddings'))]
  return [emitter.emit('Pad', inputs, { ...node.outputs[0], order: x.order }, { mode: 'reflect' })]
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
