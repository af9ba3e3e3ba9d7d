import type { ReductionAttributes } from '../operations/attributes.js'
import { orderWithout, positions } from './axis-order.js'
import { broadcast, cast, unary } from './broadcast.js'
import type { EmitNode, EmitNodes, Emitter } from './emitter.js'
import { tensorType } from './schema.js'
import { stored, type Value } from './value.js'

/** Emits a reduction over logical axes, independent of the memory layout. */
export function reduce(emitter: Emitter, op: string, value: Value, axes: readonly number[], keepDims: boolean): Value {
  const at = positions(value.order)
  const located = axes.map(axis => at[axis]).sort((a, b) => a - b)
  const input = [emitter.hold(value, value.order), emitter.builder.integers(located)]
  const name = emitter.builder.op(op, input, { keepdims: keepDims ? 1 : 0 })
  const shape = value.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
  if (keepDims) return stored(name, shape, value.dtype, value.order)
  const kept = shape.filter((_, axis) => !axes.includes(axis))
  return stored(name, kept, value.dtype, orderWithout(value.order, axes))
}

const reduction =
  (op: string): EmitNode<'Sum' | 'Mean' | 'Max' | 'Min' | 'Prod'> =>
  (node, emitter) => {
    return [reduce(emitter, op, emitter.inputs(node)[0], node.attrs.axes, node.attrs.keepDims)]
  }

/** All and Any, as the minimum or the maximum of numbers 0 and 1. */
const logicalReduction =
  (op: string): EmitNode<'All' | 'Any'> =>
  (node, emitter) => {
    const numbers = cast(emitter, emitter.inputs(node)[0], 'int32')
    return [cast(emitter, reduce(emitter, op, numbers, node.attrs.axes, node.attrs.keepDims), 'bool')]
  }

/** ONNX's ArgMax and ArgMin return int64, those of tfjs int32. */
const indexReduction =
  (op: string): EmitNode<'ArgMax' | 'ArgMin'> =>
  (node, emitter) => {
    const [x] = emitter.inputs(node)
    const axis = node.attrs.axis
    const attributes = { axis: positions(x.order)[axis], keepdims: 0 }
    const indices = emitter.builder.op(op, [emitter.hold(x, x.order)], attributes)
    const place = { ...node.outputs[0], order: orderWithout(x.order, [axis]) }
    return [emitter.emit('Cast', [indices], place, { to: tensorType.int32 })]
  }

const softmax: EmitNode<'Softmax'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  return [unary(emitter, 'Softmax', x, { axis: positions(x.order)[x.shape.length - 1] })]
}

const cumulativeSum: EmitNode<'Cumsum'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const axis = emitter.builder.scalar(positions(x.order)[node.attrs.axis], 'int64')
  const exclusive = node.attrs.exclusive ? 1 : 0
  const reverse = node.attrs.reverse ? 1 : 0
  return [emitter.emit('CumSum', [emitter.hold(x, x.order), axis], x, { exclusive, reverse })]
}

/**
 * ONNX has no cumulative product. Instead, steps of 1, 2, 4, … multiply each element by the one that far back, or by 1
 * beyond the end. After them, every element is the product of all before it.
 */
const cumulativeProduct: EmitNode<'Cumprod'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const axis = node.attrs.axis
  const direction = node.attrs.reverse ? -1 : 1
  const type = node.outputs[0]
  let product = node.attrs.exclusive ? shiftOnes(emitter, x, axis, direction) : x
  for (let step = 1; step < x.shape[axis]; step *= 2) {
    product = broadcast(emitter, 'Mul', [product, shiftOnes(emitter, product, axis, direction * step)], type)
  }
  return [product]
}

/** Shifts the value along an axis by a number of positions and fills with ones. Negative pads crop. */
function shiftOnes(emitter: Emitter, value: Value, axis: number, places: number): Value {
  const pads = [places, -places].flatMap(count => value.order.map(other => (other === axis ? count : 0)))
  const one = emitter.builder.scalar(1, value.dtype)
  return emitter.emit('Pad', [emitter.hold(value, value.order), emitter.builder.integers(pads), one], value)
}

/** Kernels that combine the elements along axes. */
export const reductions: EmitNodes<keyof ReductionAttributes> = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  All: logicalReduction('ReduceMin'),
  Any: logicalReduction('ReduceMax'),
  ArgMax: indexReduction('ArgMax'),
  ArgMin: indexReduction('ArgMin'),
  Softmax: softmax,
  Cumsum: cumulativeSum,
  Cumprod: cumulativeProduct,
}
