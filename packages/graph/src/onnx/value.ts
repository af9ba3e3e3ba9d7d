import type { ConstantValues, GraphDType } from '../ir.js'
import { type Order, type Shape, transposedOrder } from './axis-order.js'

interface Located {
  /** The logical shape, as traced. */
  readonly shape: Shape
  readonly dtype: GraphDType
  /** The logical axis at each position in memory. */
  readonly order: Order
}

/** A value that the ONNX graph computes: the tensor `name`, stored in `order`. */
export interface StoredValue extends Located {
  readonly name: string
}

/** A value known while exporting. A single element for a larger shape is repeated. */
export interface ConstantValue extends Located {
  readonly values: ConstantValues
}

/**
 * A tensor that is not computed yet because several orders have the same cost. Its first reader decides.
 */
export class Undecided {
  private made: { readonly choice: number; readonly name: string } | undefined

  /**
   * @param makers functions that emit the tensor, one for each possible order, and return its name
   * @param leaning the choice that was already made for the tensor's inputs
   */
  constructor(
    private readonly makers: readonly (() => string)[],
    private readonly leaning: () => number | undefined = () => undefined,
  ) {}

  /** The index of its order; undefined while undecided. */
  get choice(): number | undefined {
    return this.made?.choice ?? this.leaning()
  }

  /** Emits the tensor in the order with that index, unless another one was already chosen. */
  decide(wanted: number): { readonly choice: number; readonly name: string } {
    const choice = this.choice ?? wanted
    this.made ??= { choice, name: this.makers[choice]() }
    return this.made
  }
}

/** A value whose tensor can still be computed in any of `orders`, the first of which is `order`. */
export interface UndecidedValue extends Located {
  readonly tensor: Undecided
  readonly orders: readonly Order[]
}

export type Value = StoredValue | ConstantValue | UndecidedValue

export function isConstant(value: Value): value is ConstantValue {
  return 'values' in value
}

export function isUndecided(value: Value): value is UndecidedValue {
  return 'tensor' in value
}

/** Returns whether the order of the value is still undecided. */
export function isOpen(value: Value): value is UndecidedValue {
  return isUndecided(value) && value.tensor.choice === undefined
}

/** Returns whether a value is a constant with the same element everywhere. */
export function isSplat(value: Value): value is ConstantValue {
  return isConstant(value) && value.values.length === 1
}

/** Returns `transpose(value, perm)` without moving elements. */
export function transposeValue(value: Value, perm: readonly number[]): Value {
  const shape = perm.map(axis => value.shape[axis])
  const order = transposedOrder(value.order, perm)
  if (!isUndecided(value)) return { ...value, shape, order }
  return { ...value, shape, order, orders: value.orders.map(one => transposedOrder(one, perm)) }
}

export function stored(name: string, shape: Shape, dtype: GraphDType, order: Order): StoredValue {
  return { name, shape, dtype, order }
}
