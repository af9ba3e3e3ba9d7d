import type { TensorType } from '../ir.js'
import { identityOrder, type Order, sameMemory } from './axis-order.js'
import type { EmitNode, Emitter } from './emitter.js'
import { attributesOf } from './node-attributes.js'
import { isConstant, type StoredValue, stored, transposeValue, type Value } from './value.js'

/** 0 1 … rank − 1 with the last two exchanged. */
export function exchangedOrder(rank: number): number[] {
  return [...identityOrder(rank - 2), rank - 1, rank - 2]
}

/** The value with the last two axes exchanged. */
export function exchanged<T extends Value>(value: T): T {
  return transposeValue(value, exchangedOrder(value.shape.length))
}

/**
 * a·b over the last two axes, broadcast over the others. Memory may hold matrices with rows and columns exchanged:
 * then bᵀ·aᵀ is computed if that needs fewer transposes, and its result is the product held exchanged. What must be
 * transposed nevertheless is transposed alone, so that engines can make it part of the product.
 */
export function multiplyMatrices(emitter: Emitter, a: Value, b: Value, { shape, dtype }: TensorType): StoredValue {
  const lying = (order: (rank: number) => Order) =>
    [a, b].filter(value => !isConstant(value) && sameMemory(value.shape, value.order, order(value.shape.length))).length
  if (lying(identityOrder) >= lying(exchangedOrder)) {
    const name = emitter.builder.op('MatMul', [emitter.holdLogical(a), emitter.holdLogical(b)])
    return stored(name, shape, dtype, identityOrder(shape.length))
  }
  const name = emitter.builder.op('MatMul', [emitter.holdLogical(exchanged(b)), emitter.holdLogical(exchanged(a))])
  return stored(name, shape, dtype, exchangedOrder(shape.length))
}

const batchMatMul: EmitNode = (node, emitter) => {
  const [a, b] = emitter.inputs(node)
  const attributes = attributesOf(node)
  const left = attributes.flag('transposeA') ? exchanged(a) : a
  const right = attributes.flag('transposeB') ? exchanged(b) : b
  return [multiplyMatrices(emitter, left, right, node.outputs[0])]
}

/** Products of matrices. */
export const products: ReadonlyMap<string, EmitNode> = new Map([['BatchMatMul', batchMatMul]])
