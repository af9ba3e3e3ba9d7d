import type { ConstantValues, GraphDType } from '../ir.js'
import { type Order, type Shape, transposedOrder } from './axis-order.js'

interface Located {
  /** The logical shape, as traced. */
  readonly shape: Shape
  readonly dtype: GraphDType
  /** Which logical axis memory holds at each position. */
  readonly order: Order
}

/** A value that the ONNX graph computes: the tensor `name`, stored in `order`. */
export interface StoredValue extends Located {
  readonly name: string
}

/** A value known while exporting. One element for a larger shape: that element everywhere. */
export interface ConstantValue extends Located {
  readonly values: ConstantValues
}

export type Value = StoredValue | ConstantValue

export function isConstant(value: Value): value is ConstantValue {
  return 'values' in value
}

/** True for a constant that has one and the same element everywhere. */
export function isSplat(value: Value): value is ConstantValue {
  return isConstant(value) && value.values.length === 1
}

/** `transpose(value, perm)`: nothing moves. */
export function transposeValue<T extends Value>(value: T, perm: readonly number[]): T {
  return { ...value, shape: perm.map(axis => value.shape[axis]), order: transposedOrder(value.order, perm) }
}

export function stored(name: string, shape: Shape, dtype: GraphDType, order: Order): StoredValue {
  return { name, shape, dtype, order }
}
