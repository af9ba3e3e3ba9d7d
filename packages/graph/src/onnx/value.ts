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

/**
 * A tensor that is not computed yet because it can be had in several orders at the same price: whoever holds it first
 * decides.
 */
export class Undecided {
  private made: { readonly choice: number; readonly name: string } | undefined

  /**
   * @param makers emit the tensor, one for each order that it can be had in, and return its name
   * @param leaning the choice that was made already for what the tensor is made of
   */
  constructor(
    private readonly makers: readonly (() => string)[],
    private readonly leaning: () => number | undefined = () => undefined,
  ) {}

  /** The order that it is or will be in, by number; undefined while that is open. */
  get choice(): number | undefined {
    return this.made?.choice ?? this.leaning()
  }

  /** Emits the tensor in the order of that number, unless another one was chosen before. */
  decide(wanted: number): { readonly choice: number; readonly name: string } {
    const choice = this.choice ?? wanted
    this.made ??= { choice, name: this.makers[choice]() }
    return this.made
  }
}

/** A value whose tensor can still be had in any of `orders`, the first of which is `order`. */
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

/** True while it is open in which order the value will be stored. */
export function isOpen(value: Value): value is UndecidedValue {
  return isUndecided(value) && value.tensor.choice === undefined
}

/** True for a constant that has one and the same element everywhere. */
export function isSplat(value: Value): value is ConstantValue {
  return isConstant(value) && value.values.length === 1
}

/** `transpose(value, perm)`: nothing moves. */
export function transposeValue(value: Value, perm: readonly number[]): Value {
  const shape = perm.map(axis => value.shape[axis])
  const order = transposedOrder(value.order, perm)
  if (!isUndecided(value)) return { ...value, shape, order }
  return { ...value, shape, order, orders: value.orders.map(one => transposedOrder(one, perm)) }
}

export function stored(name: string, shape: Shape, dtype: GraphDType, order: Order): StoredValue {
  return { name, shape, dtype, order }
}
