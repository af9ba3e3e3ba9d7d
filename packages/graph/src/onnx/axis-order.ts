import { sizeOf } from '../values.js'

/** The order that stores [batch, height, width, channels] as [batch, channels, height, width]. */
export const imageOrder = [0, 3, 1, 2] as const

/**
 * The order of a value's axes in memory: `order[j]` is the logical axis at position j of the stored tensor. An NHWC value
 * stored as NCHW has the order [0, 3, 1, 2]; a value stored as traced has [0, 1, 2, 3].
 */
export type Order = readonly number[]

export type Shape = readonly number[]

export function identityOrder(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis)
}

/** Returns the position of each logical axis in memory. */
export function positions(order: Order): number[] {
  const result = new Array<number>(order.length)
  for (const [position, axis] of order.entries()) result[axis] = position
  return result
}

/** Returns the shape of the stored tensor. */
export function storedShape(shape: Shape, order: Order): number[] {
  return order.map(axis => shape[axis])
}

export function equalNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index])
}

/** Returns whether both orders have the same memory layout: they differ at most in axes of length 1. */
export function sameMemory(shape: Shape, a: Order, b: Order): boolean {
  const long = (order: Order) => order.filter(axis => shape[axis] !== 1)
  return equalNumbers(long(a), long(b))
}

/** Returns the order of `transpose(value, perm)` over the same memory (axis i of the result is axis perm[i] of the value). */
export function transposedOrder(order: Order, perm: readonly number[]): number[] {
  const renamed = positions(perm)
  return order.map(axis => renamed[axis])
}

/** Returns the order after removing axes and renumbering the others. */
export function orderWithout(order: Order, removed: readonly number[]): number[] {
  const kept = order.filter(axis => !removed.includes(axis))
  return kept.map(axis => axis - removed.filter(other => other < axis).length)
}

/** Returns the order of a value after adding `count` leading axes of length 1, first in memory. */
export function orderWithLeading(order: Order, count: number): number[] {
  return [...identityOrder(count), ...order.map(axis => axis + count)]
}

/** Axes of an old and a new shape with the same elements. A reshape merges or splits only within a group. */
export interface AxisGroup {
  readonly from: readonly number[]
  readonly to: readonly number[]
}

const longAxes = (shape: Shape) => identityOrder(shape.length).filter(axis => shape[axis] !== 1)

/** Returns the smallest groups of a reshape in logical order. Axes of length 1 are in no group; no axis may have length 0. */
export function axisGroups(oldShape: Shape, newShape: Shape): AxisGroup[] {
  const old = longAxes(oldShape)
  const fresh = longAxes(newShape)
  const groups: AxisGroup[] = []
  while (old.length > 0) {
    const from = [old.shift()!]
    const to = [fresh.shift()!]
    for (let left = oldShape[from[0]], right = newShape[to[0]]; left !== right; ) {
      if (left < right) left *= oldShape[from[from.push(old.shift()!) - 1]]
      else right *= newShape[to[to.push(fresh.shift()!) - 1]]
    }
    groups.push({ from, to })
  }
  return groups
}

/** Inserts the axes of length 1, which may be anywhere, after the axis that precedes them logically. */
function insertShortAxes(shape: Shape, long: Order): number[] {
  const order = [...long]
  for (const [axis, dimension] of shape.entries()) {
    if (dimension === 1) order.splice(axis === 0 ? 0 : order.indexOf(axis - 1) + 1, 0, axis)
  }
  return order
}

/**
 * Returns the order of a reshaped value over the same memory, or undefined if the reshape must move elements. Each group of
 * merged or split axes must be contiguous in memory, in its logical order.
 */
export function reshapedOrder(oldShape: Shape, order: Order, newShape: Shape): number[] | undefined {
  if (sizeOf(oldShape) === 0) return undefined
  const memory = order.filter(axis => oldShape[axis] !== 1)
  const groups = axisGroups(oldShape, newShape).map(group => ({ ...group, at: memory.indexOf(group.from[0]) }))
  const whole = groups.every(({ from, at }) => from.every((axis, offset) => memory[at + offset] === axis))
  if (!whole) return undefined
  const long = groups.sort((a, b) => a.at - b.at).flatMap(({ to }) => to)
  return insertShortAxes(newShape, long)
}

/**
 * Returns the order to which a value must be transposed so that {@link reshapedOrder} exists. It is close to the current
 * one: each group moves to its longest axis.
 */
export function orderForReshape(oldShape: Shape, order: Order, newShape: Shape): number[] {
  if (sizeOf(oldShape) === 0) return identityOrder(oldShape.length)
  const groups = axisGroups(oldShape, newShape).map(({ from }) => {
    const longest = from.reduce((best, axis) => (oldShape[axis] >= oldShape[best] ? axis : best))
    return { from, at: order.indexOf(longest) }
  })
  const long = groups.sort((a, b) => a.at - b.at).flatMap(({ from }) => from)
  return insertShortAxes(oldShape, long)
}
