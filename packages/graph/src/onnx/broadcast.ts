import type { GraphDType, TensorType } from '../ir.js'
import { sizeOf } from '../values.js'
import { equalNumbers, identityOrder, type Order, type Shape } from './axis-order.js'
import type { OnnxAttributes } from './builder.js'
import type { Emitter } from './emitter.js'
import { tensorType } from './schema.js'
import { isConstant, isSplat, type StoredValue, stored, type Value } from './value.js'

/**
 * Chooses the order of an elementwise node among those of its largest operands: the one that moves the fewest elements. In
 * a tie, prefers an order to which an operand was already transposed, since the result will probably be needed in it too.
 */
function commonOrder(operands: readonly Value[], rank: number, emitter: Emitter): Order {
  const changing = operands.filter(operand => !emitter.isFixed(operand))
  const computed = changing.length > 0 ? changing : operands.filter(operand => !isConstant(operand))
  const largest = Math.max(0, ...computed.map(operand => sizeOf(operand.shape)))
  const candidates = computed
    .filter(operand => sizeOf(operand.shape) === largest)
    .flatMap(operand => emitter.ordersAtHand(operand))
  return emitter.cheapestOrder(computed, candidates) ?? identityOrder(rank)
}

function broadcastShape(shapes: readonly Shape[], rank: number): number[] {
  const result = new Array<number>(rank).fill(1)
  for (const shape of shapes) for (const [axis, length] of shape.entries()) if (length !== 1) result[axis] = length
  return result
}

/** Returns whether splats can stay scalars because the other operands have the full shape. */
function canStayScalar(operands: readonly Value[], rank: number, shape: Shape): boolean {
  const others = operands.filter(operand => !isSplat(operand)).map(operand => operand.shape)
  return equalNumbers(broadcastShape(others, rank), shape)
}

/** Emits a node whose operands are broadcast against each other (aligned at their last axes). */
export function broadcast(
  emitter: Emitter,
  op: string,
  inputs: readonly Value[],
  { shape, dtype }: TensorType,
  attributes: OnnxAttributes = {},
): StoredValue {
  const operands = inputs.map(value => emitter.expandRank(value, shape.length))
  const order = commonOrder(operands, shape.length, emitter)
  const scalars = canStayScalar(operands, shape.length, shape)
  const names = operands.map(value =>
    scalars && isSplat(value) ? emitter.builder.scalar(value.values[0], value.dtype) : emitter.hold(value, order),
  )
  return stored(emitter.builder.op(op, names, attributes), shape, dtype, order)
}

/** Returns a scalar operand for {@link broadcast}. */
export function splat(value: number, dtype: GraphDType = 'float32'): Value {
  const values =
    dtype === 'float32' ? Float32Array.of(value) : dtype === 'int32' ? Int32Array.of(value) : Uint8Array.of(value)
  return { values, shape: [], dtype, order: [] }
}

/** Casts a value to another type. Returns the same value if it already has that type. */
export function cast(emitter: Emitter, value: Value, dtype: GraphDType): Value {
  return value.dtype === dtype ? value : unary(emitter, 'Cast', value, { to: tensorType[dtype] }, dtype)
}

/** Emits a node with one operand that keeps its shape and order. */
export function unary(
  emitter: Emitter,
  op: string,
  value: Value,
  attributes: OnnxAttributes = {},
  dtype: GraphDType = value.dtype,
): StoredValue {
  return stored(emitter.builder.op(op, [emitter.hold(value, value.order)], attributes), value.shape, dtype, value.order)
}
