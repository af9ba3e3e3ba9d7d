import { permuteValues } from '../constant-data.js'
import type { ConstantValues, GraphNode, GraphValue, OperationName, TensorType } from '../ir.js'
import { sizeOf } from '../values.js'
import {
  equalNumbers,
  identityOrder,
  imageOrder,
  type Order,
  orderForReshape,
  orderWithLeading,
  positions,
  reshapedOrder,
  type Shape,
  sameMemory,
  storedShape,
} from './axis-order.js'
import { type OnnxAttributes, OnnxBuilder } from './builder.js'
import {
  type ConstantValue,
  isConstant,
  isOpen,
  isSplat,
  isUndecided,
  type StoredValue,
  stored,
  Undecided,
  type UndecidedValue,
  type Value,
} from './value.js'

/** Emits a traced node and returns the values of its outputs, each in any order. */
export type EmitNode<Op extends OperationName> = (node: GraphNode<Op>, emitter: Emitter) => readonly Value[]

export type EmitNodes<Ops extends OperationName> = { readonly [Op in Ops]: EmitNode<Op> }

/**
 * The engine's actual memory layout of images, independent of its operators: `first` as in the operators, `last` with the
 * channels of a pixel together. With `last`, converting [B, C, H, W] to [B, H, W, C] is free, but merging the pixels of
 * [B, C, H, W] is not: images are converted before they become matrices, and stay [B, C, H, W] everywhere else.
 */
export type ChannelsPlace = 'first' | 'last'

/** A way to compute a value: `make` emits it and returns the name of the tensor, which stores it in `order`. */
export interface Way {
  readonly order: Order
  readonly make: () => string
}

/** The interface for emitters of single nodes: values with lazy layouts over an {@link OnnxBuilder}. */
export class Emitter {
  readonly builder: OnnxBuilder
  private readonly values = new Map<GraphNode, readonly Value[]>()
  private readonly constants = new WeakMap<ConstantValues, Map<string, string>>()

  /**
   * @param reserved names that no intermediate tensor gets
   * @param channels position of an image's channels in the engine's memory, see {@link ChannelsPlace}
   */
  constructor(
    reserved: ReadonlySet<string> = new Set(),
    readonly channels: ChannelsPlace = 'first',
  ) {
    this.builder = new OnnxBuilder(reserved)
  }

  define(node: GraphNode, values: readonly Value[]): void {
    this.values.set(node, values)
  }

  value({ node, index }: GraphValue): Value {
    const values = this.values.get(node)
    if (values === undefined) throw new Error(`${node.op} is used before it is emitted`)
    const value = values[index]
    return isUndecided(value) && value.tensor.choice !== undefined ? this.settle(value, value.order) : value
  }

  inputs(node: GraphNode): Value[] {
    return node.inputs.map(input => this.value(input))
  }

  /** Returns the name of a tensor that stores the value in this order, transposed or reshaped only if necessary. */
  hold(value: Value, order: Order): string {
    if (isConstant(value)) return this.holdConstant(value, order)
    const held = this.settle(value, order)
    const target = storedShape(held.shape, order)
    if (!sameMemory(held.shape, held.order, order))
      return this.builder.transpose(held.name, permBetween(held.order, order))
    return this.builder.reshape(held.name, storedShape(held.shape, held.order), target)
  }

  /** Stores the value in its traced order. */
  holdLogical(value: Value): string {
    return this.hold(value, identityOrder(value.shape.length))
  }

  /** Stores the value in this order with another shape of the same elements, such as with merged axes. */
  holdAs(value: Value, order: Order, shape: Shape): string {
    if (isConstant(value) && !isSplat(value)) return this.constant(value, order, shape)
    return this.builder.reshape(this.hold(value, order), storedShape(value.shape, order), shape)
  }

  /** Returns whether the value depends only on constants. Engines compute such values once, when they load the file. */
  isFixed(value: Value): boolean {
    return isConstant(value) || (!isUndecided(value) && this.builder.isFixed(value.name))
  }

  /** Returns whether {@link hold} in this order moves elements at run time. */
  movesData(value: Value, order: Order): boolean {
    const matches = (other: Order) => sameMemory(value.shape, other, order)
    if (isConstant(value) || this.isFixed(value)) return false
    if (isOpen(value)) return !value.orders.some(matches)
    const { name, order: from } = this.settle(value, order)
    return !matches(from) && !this.builder.hasTranspose(name, permBetween(from, order))
  }

  /** Returns the orders in which the value is available for free, first those to which it was already transposed. */
  ordersAtHand(value: Value): readonly Order[] {
    if (isConstant(value)) return [value.order]
    if (isOpen(value)) return value.orders
    const { name, order } = this.settle(value, value.order)
    return [...this.builder.transposesOf(name).map(perm => perm.map(at => order[at])), order]
  }

  /** Returns the first of the orders that moves the fewest elements of the values. */
  cheapestOrder(values: readonly Value[], orders: readonly Order[]): Order | undefined {
    const moved = orders.map(order =>
      values.reduce((sum, value) => sum + (this.movesData(value, order) ? sizeOf(value.shape) : 0), 0),
    )
    return orders[moved.indexOf(Math.min(...moved))]
  }

  /** Adds leading axes of length 1 up to a rank. */
  expandRank(value: Value, rank: number): Value {
    const missing = rank - value.shape.length
    if (missing === 0) return value
    const shape = [...new Array<number>(missing).fill(1), ...value.shape]
    if (isConstant(value)) return { ...value, shape, order: orderWithLeading(value.order, missing) }
    return this.reinterpret(this.settle(value, value.order), value.order, shape, orderWithLeading(value.order, missing))
  }

  /** Reshapes the value. Elements move only if the axes to merge are not contiguous in memory. */
  reshape(value: Value, shape: Shape): Value {
    if (isSplat(value)) return { ...value, shape, order: identityOrder(shape.length) }
    if (isOpen(value)) return this.reshapeOpen(value, shape)
    const source = isConstant(value) ? value : this.turned(this.settle(value, value.order))
    const order = reshapedOrder(source.shape, source.order, shape)
    if (order !== undefined) return this.reinterpret(source, source.order, shape, order)
    const gathered = orderForReshape(source.shape, source.order, shape)
    const target = reshapedOrder(source.shape, gathered, shape) ?? identityOrder(shape.length)
    return this.reinterpret(source, gathered, shape, target)
  }

  /** Converts an image to [B, H, W, C] if that is free. */
  private turned(value: StoredValue): StoredValue {
    if (this.channels === 'first' || !equalNumbers(value.order, imageOrder)) return value
    const order = identityOrder(value.order.length)
    return { ...value, name: this.hold(value, order), order }
  }

  /** Returns a value that is computed in one of several ways, chosen by its first reader. */
  choose({ shape, dtype }: TensorType, ways: readonly Way[]): Value {
    const { scope } = this.builder
    const tensor = new Undecided(
      ways.map(
        ({ make }) =>
          () =>
            this.builder.within(scope, make),
      ),
    )
    const orders = ways.map(({ order }) => order)
    return { tensor, orders, order: orders[0], shape, dtype }
  }

  /** Emits a node with one output and returns its value. */
  emit(
    op: string,
    inputs: readonly string[],
    like: Pick<StoredValue, 'shape' | 'dtype' | 'order'>,
    attributes?: OnnxAttributes,
  ) {
    return stored(this.builder.op(op, inputs, attributes), like.shape, like.dtype, like.order)
  }

  /** Returns the tensor of a value. If its order is undecided, chooses this order. */
  private settle(value: StoredValue | UndecidedValue, order: Order): StoredValue {
    if (!isUndecided(value)) return value
    const wanted = value.orders.findIndex(one => sameMemory(value.shape, one, order))
    const { choice, name } = value.tensor.decide(Math.max(0, wanted))
    return stored(name, value.shape, value.dtype, value.orders[choice])
  }

  /** Reshapes a value and keeps the orders undecided that remain possible. */
  private reshapeOpen(value: UndecidedValue, shape: Shape): Value {
    const ways = value.orders.flatMap((order, choice) => {
      const reshaped = reshapedOrder(value.shape, order, shape)
      return reshaped === undefined ? [] : [{ choice, order, reshaped }]
    })
    if (ways.length === 0) return this.reshape(this.settle(value, value.order), shape)
    const makers = ways.map(way => () => this.holdAs(value, way.order, storedShape(shape, way.reshaped)))
    const leaning = () => {
      const chosen = ways.findIndex(way => way.choice === value.tensor.choice)
      return chosen === -1 ? undefined : chosen
    }
    const orders = ways.map(way => way.reshaped)
    return { tensor: new Undecided(makers, leaning), orders, order: orders[0], shape, dtype: value.dtype }
  }

  private reinterpret(value: Value, order: Order, shape: Shape, newOrder: Order): Value {
    const place = { shape, dtype: value.dtype, order: newOrder }
    if (isConstant(value)) return { values: valuesIn(value, order), ...place }
    return { name: this.holdAs(value, order, storedShape(shape, newOrder)), ...place }
  }

  private holdConstant(value: ConstantValue, order: Order): string {
    const shape = storedShape(value.shape, order)
    if (!isSplat(value) || sizeOf(shape) === 1) return this.constant(value, order, shape)
    const scalar = this.builder.scalar(value.values[0], value.dtype)
    const expand = () => this.builder.op('Expand', [scalar, this.builder.integers(shape)])
    return this.builder.share(`${scalar} to ${shape}`, expand)
  }

  /** Returns a tensor for each layout in which a constant is stored. */
  private constant(value: ConstantValue, order: Order, shape: Shape): string {
    const held = this.constants.get(value.values) ?? new Map<string, string>()
    this.constants.set(value.values, held)
    const key = `${permBetween(value.order, order)} of ${value.shape} as ${shape}`
    const known = held.get(key)
    if (known !== undefined) return known
    const name = this.builder.constant(valuesIn(value, order), shape, value.dtype)
    held.set(key, name)
    return name
  }
}

/** Returns the elements of a constant in another order. */
function valuesIn(value: ConstantValue, order: Order): ConstantValues {
  return permuteValues(value.values, storedShape(value.shape, value.order), permBetween(value.order, order))
}

/** Returns the perm that converts a stored tensor from one order to another. */
function permBetween(from: Order, to: Order): number[] {
  const at = positions(from)
  return to.map(axis => at[axis])
}
