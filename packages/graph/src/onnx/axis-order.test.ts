import { Random } from '@dfpir/core'
import fc from 'fast-check'
import { permuteValues } from '../constant-data.js'
import { sizeOf } from '../values.js'
import {
  axisGroups,
  orderForReshape,
  orderWithLeading,
  orderWithout,
  positions,
  reshapedOrder,
  sameMemory,
  storedShape,
  transposedOrder,
} from './axis-order.js'

/** A value as memory holds it: the elements 0, 1, 2, … by logical position, stored in `order`. */
function memoryOf(shape: readonly number[], order: readonly number[]): number[] {
  const logical = Int32Array.from({ length: sizeOf(shape) }, (_, i) => i)
  return Array.from(permuteValues(logical, shape, order))
}

/** Element by element, as the definition has it. */
function naiveTranspose(values: Int32Array, shape: readonly number[], perm: readonly number[]): number[] {
  const target = perm.map(axis => shape[axis])
  return Array.from({ length: values.length }, (_, flat) => {
    const index = target.map((length, axis) => Math.floor(flat / sizeOf(target.slice(axis + 1))) % length)
    const source = positions(perm).map(at => index[at])
    return values[source.reduce((offset, i, axis) => offset * shape[axis] + i, 0)]
  })
}

const located = fc.array(fc.constantFrom(1, 1, 2, 3, 4), { minLength: 1, maxLength: 5 }).chain(shape =>
  fc.record({
    shape: fc.constant(shape),
    order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
  }),
)

/** Some shape of the same size: prime factors (and ones) dealt to axes. */
function otherShape(size: number, seed: number): number[] {
  const random = new Random(seed)
  const shape = new Array<number>(1 + random.integer(5)).fill(1)
  for (let rest = size, factor = 2; rest > 1; ) {
    if (rest % factor === 0) {
      shape[random.integer(shape.length)] *= factor
      rest /= factor
    } else factor++
  }
  return shape
}

test('permuteValues moves elements as a transposition is defined', () => {
  fc.assert(
    fc.property(located, ({ shape, order }) => {
      const values = Int32Array.from({ length: sizeOf(shape) }, (_, i) => i * 7)
      expect(Array.from(permuteValues(values, shape, order))).toEqual(naiveTranspose(values, shape, order))
    }),
  )
})

test('a transposition renames axes over the same memory', () => {
  fc.assert(
    fc.property(located, fc.nat(), ({ shape, order }, seed) => {
      const perm = new Random(seed).permutation(shape.length)
      const transposed = naiveTranspose(
        Int32Array.from({ length: sizeOf(shape) }, (_, i) => i),
        shape,
        perm,
      )
      const held = naiveTranspose(
        Int32Array.from(transposed),
        perm.map(axis => shape[axis]),
        transposedOrder(order, perm),
      )
      expect(held).toEqual(memoryOf(shape, order))
    }),
  )
})

test('a reshape over the same memory keeps every element at its logical place', () => {
  let free = 0
  fc.assert(
    fc.property(located, fc.nat(), ({ shape, order }, seed) => {
      const target = otherShape(sizeOf(shape), seed)
      const reshaped = reshapedOrder(shape, order, target)
      if (reshaped === undefined) return
      free++
      expect(memoryOf(target, reshaped)).toEqual(memoryOf(shape, order))
    }),
    { numRuns: 500 },
  )
  expect(free).toBeGreaterThan(50)
})

test('a reshape that is refused cannot be had over the same memory in any order', () => {
  fc.assert(
    fc.property(located, fc.nat(), ({ shape, order }, seed) => {
      const target = otherShape(sizeOf(shape), seed)
      fc.pre(target.length <= 4 && reshapedOrder(shape, order, target) === undefined)
      const held = memoryOf(shape, order).join()
      const orders = permutations([...target.keys()])
      expect(orders.some(candidate => memoryOf(target, candidate).join() === held)).toBe(false)
    }),
  )
})

function permutations(items: number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap(item => permutations(items.filter(other => other !== item)).map(rest => [item, ...rest]))
}

test('the order for a reshape always allows it', () => {
  fc.assert(
    fc.property(located, fc.nat(), ({ shape, order }, seed) => {
      const target = otherShape(sizeOf(shape), seed)
      expect(reshapedOrder(shape, orderForReshape(shape, order, target), target)).toBeDefined()
    }),
  )
})

test('the order for a reshape leaves what lies well where it is', () => {
  fc.assert(
    fc.property(located, fc.nat(), ({ shape, order }, seed) => {
      const target = otherShape(sizeOf(shape), seed)
      fc.pre(reshapedOrder(shape, order, target) !== undefined)
      expect(sameMemory(shape, orderForReshape(shape, order, target), order)).toBe(true)
    }),
  )
})

test('sameMemory ignores axes of length 1 and nothing else', () => {
  fc.assert(
    fc.property(located, fc.nat(), ({ shape, order }, seed) => {
      const other = new Random(seed).permutation(shape.length)
      const same = memoryOf(shape, order).join() === memoryOf(shape, other).join()
      expect(sameMemory(shape, order, other)).toBe(same)
    }),
  )
})

test('the groups of a reshape are as fine as can be', () => {
  expect(axisGroups([2, 3, 4, 5], [6, 1, 2, 10])).toEqual([
    { from: [0, 1], to: [0] },
    { from: [2, 3], to: [2, 3] },
  ])
  expect(axisGroups([1, 6, 5], [2, 3, 5])).toEqual([
    { from: [1], to: [0, 1] },
    { from: [2], to: [2] },
  ])
})

test('pixels of an image in blocks gather where the channels lie, so that they come out as channels first', () => {
  // [B, h, r, w, r, C] with [B, C, h, r, w, r] in memory, transposed to [B, h, w, r, r, C] and merged to [B, h, w, r·r·C]
  const order = transposedOrder([0, 5, 1, 2, 3, 4], [0, 1, 3, 2, 4, 5])
  const shape = [1, 4, 5, 2, 2, 24]
  const gathered = orderForReshape(shape, order, [1, 4, 5, 96])
  expect(reshapedOrder(shape, gathered, [1, 4, 5, 96])).toEqual([0, 3, 1, 2])
})

test('removing and adding axes renumbers the others', () => {
  expect(orderWithout([0, 3, 1, 2], [1, 2])).toEqual([0, 1])
  expect(orderWithLeading([1, 0], 2)).toEqual([0, 1, 3, 2])
  expect(storedShape([1, 8, 9, 3], [0, 3, 1, 2])).toEqual([1, 3, 8, 9])
})
