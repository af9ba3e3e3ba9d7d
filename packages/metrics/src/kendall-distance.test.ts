import { DataError } from '@dfpir/core'
import * as fc from 'fast-check'
import { kendallDistance } from './kendall-distance.js'

/** By definition: every pair of things is looked at. */
function naiveDistance(a: readonly number[], b: readonly number[]): number {
  let other = 0
  for (let x = 0; x < a.length; x++) {
    for (let y = 0; y < x; y++) {
      if (a.indexOf(x) < a.indexOf(y) !== b.indexOf(x) < b.indexOf(y)) other++
    }
  }
  return other / ((a.length * (a.length - 1)) / 2)
}

const permutation = (length: number) => {
  const sorted = Array.from({ length }, (_, index) => index)
  return fc.shuffledSubarray(sorted, { minLength: length, maxLength: length })
}
const permutations = fc.integer({ min: 2, max: 24 }).chain(n => fc.tuple(permutation(n), permutation(n)))

test('the count by definition', () => {
  fc.assert(fc.property(permutations, ([a, b]) => expect(kendallDistance(a, b)).toBe(naiveDistance(a, b))))
})

test('symmetric; what one order lacks to the other, its reverse has', () => {
  fc.assert(
    fc.property(permutations, ([a, b]) => {
      expect(kendallDistance(a, b)).toBe(kendallDistance(b, a))
      expect(kendallDistance(a, b) + kendallDistance(a, b.toReversed())).toBeCloseTo(1, 12)
    }),
  )
})

test.each<[number[], number[], number]>([
  [[0, 1, 2, 3], [0, 1, 2, 3], 0],
  [[0, 1, 2, 3], [3, 2, 1, 0], 1],
  [[0, 1, 2, 3], [1, 0, 2, 3], 1 / 6],
  [[2, 0, 3, 1], [0, 1, 2, 3], 0.5], // 2 before 0, 2 before 1, 3 before 1
  [[0], [0], 0],
  [[], [], 0],
])('%j and %j: %d', (a, b, distance) => {
  expect(kendallDistance(Int32Array.from(a), b)).toBe(distance)
})

test.each<[string, number[], number[]]>([
  ['other lengths', [0, 1], [0, 1, 2]],
  ['something twice in the first', [0, 0], [0, 1]],
  ['something twice in the second', [0, 1], [1, 1]],
  ['too large', [0, 1], [1, 2]],
  ['negative', [0, -1], [0, 1]],
  ['fractions', [0, 0.5], [0, 1]],
  ['NaN', [0, 1], [0, Number.NaN]],
])('%s is refused', (_, a, b) => {
  expect(() => kendallDistance(a, b)).toThrow(DataError)
})
