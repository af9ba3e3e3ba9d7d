import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { type GraphValue, isOperation, type TensorType } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, sizeOf, typeOf } from '../values.js'

/** Kernels that move elements without computing. */
export const shapes = {
  Reshape: call => {
    const x = call.input('x')
    return reshape(call, x, tf.util.inferFromImplicitShape(call.attrs.numbers('shape'), sizeOf(shapeOf(x))))
  },
  ExpandDims: call => {
    const x = call.input('input')
    const axis = call.attrs.number('dim')
    const shape = [...shapeOf(x)]
    shape.splice(axis < 0 ? shape.length + axis + 1 : axis, 0, 1)
    return reshape(call, x, shape)
  },
  Transpose: transpose,
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  SplitV: split,
  Tile: tile,
  PadV2: pad,
  MirrorPad: mirrorPad,
  Reverse: call => {
    const x = call.input('x')
    const axes = tf.util.parseAxisParam(call.attrs.numbers('dims'), [...shapeOf(x)])
    return axes.length === 0 ? x : call.record('Reverse', [x], { axes }, typeOf(x))
  },
} satisfies KernelTable

/** Records a reshape. A reshape of a reshape reads the original source. */
export function reshape(call: KernelCall, x: GraphValue, shape: readonly number[]): GraphValue {
  const source = isOperation(x.node, 'Reshape') ? x.node.inputs[0] : x
  return call.record('Reshape', [source], { shape }, { shape, dtype: typeOf(x).dtype })
}

/** Records a transposition. A transposition of a transposition combines both. */
function transpose(call: KernelCall): GraphValue {
  const x = call.input('x')
  const { shape, dtype } = typeOf(x)
  const perm = call.attrs.numbers('perm')
  const result = { shape: perm.map(axis => shape[axis]), dtype }
  if (!isOperation(x.node, 'Transpose')) return call.record('Transpose', [x], { perm }, result)
  const inner = x.node.attrs.perm
  return call.record('Transpose', [x.node.inputs[0]], { perm: perm.map(axis => inner[axis]) }, result)
}

function concat(call: KernelCall): GraphValue {
  const [axis] = tf.util.parseAxisParam(call.attrs.number('axis'), [...shapeOf(call.inputList()[0])])
  const parts = call.inputList().filter(part => sizeOf(shapeOf(part)) > 0)
  const [first = call.inputList()[0], ...others] = parts
  if (others.length === 0) return first
  const shape = [...shapeOf(first)]
  shape[axis] = parts.reduce((length, part) => length + shapeOf(part)[axis], 0)
  return call.record('Concat', parts, { axis }, { shape, dtype: typeOf(first).dtype })
}

function pack(call: KernelCall): GraphValue {
  const axis = call.attrs.number('axis')
  const parts = call.inputList().map(input => call.run('ExpandDims', { input }, { dim: axis }))
  const rank = shapeOf(parts[0]).length
  return call.run('Concat', parts, { axis: axis < 0 ? axis + rank : axis })
}

function unpack(call: KernelCall): GraphValue[] {
  const x = call.input('value')
  const shape = shapeOf(x)
  const [axis] = tf.util.parseAxisParam(call.attrs.number('axis'), [...shape])
  const rest = shape.filter((_, other) => other !== axis)
  return splitInto(call, x, Array(shape[axis]).fill(1), axis).map(part => reshape(call, part, rest))
}

function split(call: KernelCall): GraphValue[] {
  const x = call.input('x')
  const { shape, dtype } = typeOf(x)
  const [axis] = tf.util.parseAxisParam(call.attrs.number('axis'), [...shape])
  const [first, ...others] = call.attrs.numbers('numOrSizeSplits')
  const isCount = typeof call.attrs.raw('numOrSizeSplits') === 'number'
  const info = { dataId: {}, shape: [...shape], dtype }
  return splitInto(call, x, tf.backend_util.prepareSplitSize(info, isCount ? first : [first, ...others], axis), axis)
}

function splitInto(call: KernelCall, x: GraphValue, sizes: readonly number[], axis: number): GraphValue[] {
  if (sizes.length === 1) return [x]
  const { shape, dtype } = typeOf(x)
  const outputs = sizes.map(size => ({ shape: shape.map((length, other) => (other === axis ? size : length)), dtype }))
  return call.graph.operation('SplitV', [x], { axis, sizes: [...sizes] }, outputs)
}

function tile(call: KernelCall): GraphValue {
  const x = call.input('x')
  const { shape, dtype } = typeOf(x)
  const reps = call.attrs.numbers('reps')
  return call.record('Tile', [x], { reps }, { shape: shape.map((length, axis) => length * reps[axis]), dtype })
}

function pad(call: KernelCall): GraphValue {
  const { paddings, type } = padded(call)
  return call.record('PadV2', [call.input('x')], { paddings, constantValue: call.attrs.number('constantValue') }, type)
}

function mirrorPad(call: KernelCall): GraphValue {
  const mode = call.attrs.text('mode')
  if (mode !== 'reflect' && mode !== 'symmetric') throw new UsageError(`${call.name}: unknown mode "${mode}"`)
  const { paddings, type } = padded(call)
  return call.record('MirrorPad', [call.input('x')], { paddings, mode }, type)
}

function padded(call: KernelCall): { paddings: [number, number][]; type: TensorType } {
  const { shape, dtype } = typeOf(call.input('x'))
  const paddings = call.attrs.pairs('paddings')
  return {
    paddings,
    type: { shape: shape.map((length, axis) => length + paddings[axis][0] + paddings[axis][1]), dtype },
  }
}
