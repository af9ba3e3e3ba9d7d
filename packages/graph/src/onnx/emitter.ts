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

/** Emits a traced node of one kind: the values of its outputs, in whatever order suits. */
export type EmitNode<Op extends OperationName> = (node: GraphNode<Op>, emitter: Emitter) => readonly Value[]

export type EmitNodes<Ops extends OperationName> = { readonly [Op in Ops]: EmitNode<Op> }

/**
 * How the engine that reads the file lays out images, whatever its operators say: `first` as they do, `last` with the
 * channels of a pixel together. There, turning [B, C, H, W] to [B, H, W, C] is free and merging the pixels of the first is
 * not: images are turned before they become matrices, and stay [B, C, H, W] everywhere else.
 */
export type ChannelsPlace = 'first' | 'last'

/** How a value can be computed: `make` emits it and names the tensor, which holds it in `order`. */
export interface Way {
  readonly order: Order
  readonly make: () => string
}

/** What emitters of single nodes work with: values with lazy layouts over an {@link OnnxBuilder}. */
export class Emitter {
  readonly builder: OnnxBuilder
  private readonly values = new Map<GraphNode, readonly Value[]>()
  private readonly constants = new WeakMap<ConstantValues, Map<string, string>>()

  /**
   * @param reserved names that no tensor in between gets
   * @param channels where the engine keeps the channels of images in memory, see {@link ChannelsPlace}
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

  /** The name of a tensor that holds the value in this order: transposed or reshaped only where it must be. */
  hold(value: Value, order: Order): string {
    if (isConstant(value)) return this.holdConstant(value, order)
    const held = this.settle(value, order)
    const target = storedShape(held.shape, order)
    if (!sameMemory(held.shape, held.order, order))
      return this.builder.transpose(held.name, permBetween(held.order, order))
    return this.builder.reshape(held.name, storedShape(held.shape, held.order), target)
  }

  /** Holds the value as it is traced. */
  holdLogical(value: Value): string {
    return this.hold(value, identityOrder(value.shape.length))
  }

  /** Holds the value in this order under another shape of the same elements, e.g. with merged axes. */
  holdAs(value: Value, order: Order, shape: Shape): string {
    if (isConstant(value) && !isSplat(value)) return this.constant(value, order, shape)
    return this.builder.reshape(this.hold(value, order), storedShape(value.shape, order), shape)
  }

  /** True if the value follows from constants alone: engines compute it once, when they load the file. */
  isFixed(value: Value): boolean {
    return isConstant(value) || (!isUndecided(value) && this.builder.isFixed(value.name))
  }

  /** True if {@link hold} in this order moves elements at run time. */
  movesData(value: Value, order: Order): boolean {
    const matches = (other: Order) => sameMemory(value.shape, other, order)
    if (isConstant(value) || this.isFixed(value)) return false
    if (isOpen(value)) return !value.orders.some(matches)
    const { name, order: from } = this.settle(value, order)
    return !matches(from) && !this.builder.hasTranspose(name, permBetween(from, order))
  }

  /** The orders in which the value can be held for nothing, first those to which it was transposed for someone else. */
  ordersAtHand(value: Value): readonly Order[] {
    if (isConstant(value)) return [value.order]
    if (isOpen(value)) return value.orders
    const { name, order } = this.settle(value, value.order)
    return [...this.builder.transposesOf(name).map(perm => perm.map(at => order[at])), order]
  }

  /** The first of the orders in which the values can be held by moving the fewest elements. */
  cheapestOrder(values: readonly Value[], orders: readonly Order[]): Order | undefined {
    const moved = orders.map(order =>
      values.reduce((sum, value) => sum + (this.movesData(value, order) ? sizeOf(value.shape) : 0), 0),
    )
    return orders[moved.indexOf(Math.min(...moved))]
  }

  /** The value with leading axes of length 1 up to a rank. */
  expandRank(value: Value, rank: number): Value {
    const missing = rank - value.shape.length
    if (missing === 0) return value
    const shape = [...new Array<number>(missing).fill(1), ...value.shape]
    if (isConstant(value)) return { ...value, shape, order: orderWithLeading(value.order, missing) }
    return this.reinterpret(this.settle(value, value.order), value.order, shape, orderWithLeading(value.order, missing))
  }

  /** The value in another shape; elements move only if the axes to merge do not lie together in memory. */
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

  /** An image as [B, H, W, C] where that is free. */
  private turned(value: StoredValue): StoredValue {
    if (this.channels === 'first' || !equalNumbers(value.order, imageOrder)) return value
    const order = identityOrder(value.order.length)
    return { ...value, name: this.hold(value, order), order }
  }

  /** A value that is computed in one of several ways, as whoever reads it first likes. */
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

  /** Stores a new value: the output of a node of one output. */
  emit(
    op: string,
    inputs: readonly string[],
    like: Pick<StoredValue, 'shape' | 'dtype' | 'order'>,
    attributes?: OnnxAttributes,
  ) {
    return stored(this.builder.op(op, inputs, attributes), like.shape, like.dtype, like.order)
  }

  /** The tensor of a value, decided for this order if it is open. */
  private settle(value: StoredValue | UndecidedValue, order: Order): StoredValue {
    if (!isUndecided(value)) return value
    const wanted = value.orders.findIndex(one => sameMemory(value.shape, one, order))
    const { choice, name } = value.tensor.decide(Math.max(0, wanted))
    return stored(name, value.shape, value.dtype, value.orders[choice])
  }

  /** Leaves open what the reshape leaves open. */
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

  /** One tensor for each way in which a constant is held. */
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

/** The elements of a constant in another order. */
function valuesIn(value: ConstantValue, order: Order): ConstantValues {
  return permuteValues(value.values, storedShape(value.shape, value.order), permBetween(value.order, order))
}

/** The perm that takes a tensor stored in one order to another order. */
function permBetween(from: Order, to: Order): number[] {
  const at = positions(from)
  return to.map(axis => at[axis])
}
