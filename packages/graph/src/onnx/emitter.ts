import type { ConstantValues, GraphNode, GraphValue } from '../ir.js'
import { sizeOf } from '../values.js'
import {
  identityOrder,
  type Order,
  orderForReshape,
  orderWithLeading,
  positions,
  reshapedOrder,
  type Shape,
  sameMemory,
  storedShape,
} from './axis-order.js'
import { type Attributes, OnnxBuilder } from './builder.js'
import { permuteValues } from './constant-data.js'
import { type ConstantValue, isConstant, isSplat, type StoredValue, stored, type Value } from './value.js'

/** Emits one kind of traced node: the values of its outputs, in whatever order suits. */
export type EmitNode = (node: GraphNode, emitter: Emitter) => readonly Value[]

/** What emitters of single nodes work with: values with lazy layouts over an {@link OnnxBuilder}. */
export class Emitter {
  readonly builder: OnnxBuilder
  private readonly values = new Map<GraphNode, readonly Value[]>()
  private readonly constants = new WeakMap<ConstantValues, Map<string, string>>()

  /** @param reserved names that no tensor in between gets */
  constructor(reserved: ReadonlySet<string> = new Set()) {
    this.builder = new OnnxBuilder(reserved)
  }

  define(node: GraphNode, values: readonly Value[]): void {
    this.values.set(node, values)
  }

  isDefined(node: GraphNode): boolean {
    return this.values.has(node)
  }

  value({ node, index }: GraphValue): Value {
    const values = this.values.get(node)
    if (values === undefined) throw new Error(`${node.op} is used before it is emitted`)
    return values[index]
  }

  inputs(node: GraphNode): Value[] {
    return node.inputs.map(input => this.value(input))
  }

  /** The name of a tensor that holds the value in this order: transposed or reshaped only where it must be. */
  hold(value: Value, order: Order): string {
    if (isConstant(value)) return this.holdConstant(value, order)
    const { name, shape } = value
    const target = storedShape(shape, order)
    if (sameMemory(shape, value.order, order))
      return this.builder.reshape(name, storedShape(shape, value.order), target)
    return this.builder.transpose(name, permBetween(value.order, order))
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

  /** True if {@link hold} in this order moves elements at run time. */
  movesData(value: Value, order: Order): boolean {
    if (isConstant(value) || sameMemory(value.shape, value.order, order)) return false
    return !this.builder.hasTranspose(value.name, permBetween(value.order, order))
  }

  /** The value with leading axes of length 1 up to a rank. */
  expandRank<T extends Value>(value: T, rank: number): T {
    const missing = rank - value.shape.length
    if (missing === 0) return value
    const shape = [...new Array<number>(missing).fill(1), ...value.shape]
    const order = orderWithLeading(value.order, missing)
    if (isConstant(value)) return { ...value, shape, order }
    return { ...value, shape, order, name: this.holdAs(value, value.order, storedShape(shape, order)) }
  }

  /** The value in another shape; elements move only if the axes to merge do not lie together in memory. */
  reshape(value: Value, shape: Shape): Value {
    if (isSplat(value)) return { ...value, shape, order: identityOrder(shape.length) }
    const order = reshapedOrder(value.shape, value.order, shape)
    if (order !== undefined) return this.reinterpret(value, value.order, shape, order)
    const gathered = orderForReshape(value.shape, value.order, shape)
    const target = reshapedOrder(value.shape, gathered, shape) ?? identityOrder(shape.length)
    return this.reinterpret(value, gathered, shape, target)
  }

  /** Stores a new value: the output of a node of one output. */
  emit(
    op: string,
    inputs: readonly string[],
    like: Pick<StoredValue, 'shape' | 'dtype' | 'order'>,
    attributes?: Attributes,
  ) {
    return stored(this.builder.op(op, inputs, attributes), like.shape, like.dtype, like.order)
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
