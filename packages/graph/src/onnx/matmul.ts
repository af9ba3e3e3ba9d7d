import type { TensorType } from '../ir.js'
import type { ProductAttributes } from '../operations/attributes.js'
import { identityOrder } from './axis-order.js'
import type { EmitNode, EmitNodes, Emitter } from './emitter.js'
import { isConstant, transposeValue, type Value } from './value.js'

/** Returns 0, 1, …, rank − 1 with the last two exchanged. */
function exchangedOrder(rank: number): number[] {
  return [...identityOrder(rank - 2), rank - 1, rank - 2]
}

/** Exchanges the last two axes of a value. */
export function exchanged(value: Value): Value {
  return transposeValue(value, exchangedOrder(value.shape.length))
}

/** Stores the matrices as they are multiplied. If they are stored transposed, a separate node transposes them. */
export function holdMatrices(emitter: Emitter, value: Value): string {
  const rank = value.shape.length
  const swap = exchangedOrder(rank)
  const lies = (order: readonly number[]) => !emitter.movesData(value, order)
  if (isConstant(value) || lies(identityOrder(rank)) || !lies(swap)) return emitter.holdLogical(value)
  return emitter.builder.transposeInto(emitter.hold(value, swap), swap)
}

/**
 * Emits a·b over the last two axes, broadcast over the others. Matrices may be stored with rows and columns exchanged, so
 * bᵀ·aᵀ is the product stored that way. The form with fewer transposes is computed; in a tie, the reader of the product
 * decides. Engines fuse transposes of operands into the product, at some cost.
 */
export function multiplyMatrices(emitter: Emitter, a: Value, b: Value, type: TensorType): Value {
  const rank = type.shape.length
  if (emitter.isFixed(a) && emitter.isFixed(b)) {
    const operands = [emitter.holdLogical(a), emitter.holdLogical(b)]
    return emitter.emit('MatMul', operands, { ...type, order: identityOrder(rank) })
  }
  const ways = [
    { operands: [a, b], order: identityOrder(rank) },
    { operands: [exchanged(b), exchanged(a)], order: exchangedOrder(rank) },
  ]
  const moved = ways.map(({ operands }) => movedMatrices(emitter, operands))
  const best = ways.filter((_, index) => moved[index] === Math.min(...moved))
  const make = (operands: readonly Value[]) => () =>
    emitter.builder.op(
      'MatMul',
      operands.map(value => holdMatrices(emitter, value)),
    )
  return emitter.choose(
    type,
    best.map(({ operands, order }) => ({ order, make: make(operands) })),
  )
}

function movedMatrices(emitter: Emitter, operands: readonly Value[]): number {
  return operands.filter(value => emitter.movesData(value, identityOrder(value.shape.length))).length
}

const batchMatMul: EmitNode<'BatchMatMul'> = (node, emitter) => {
  const [a, b] = emitter.inputs(node)
  const left = node.attrs.transposeA ? exchanged(a) : a
  const right = node.attrs.transposeB ? exchanged(b) : b
  return [multiplyMatrices(emitter, left, right, node.outputs[0])]
}

/** Products of matrices. */
export const products: EmitNodes<keyof ProductAttributes> = {
  BatchMatMul: batchMatMul,
}
