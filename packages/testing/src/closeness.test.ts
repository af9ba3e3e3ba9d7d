import { maxDifference, relativeError } from './closeness.js'
import { goldenPath } from './golden.js'

test('differences are the largest, or relative to the expected norm', () => {
  expect(maxDifference([1, 2, 3], [1, 2.5, 2.75])).toBe(0.5)
  expect(relativeError([3, 0], [3, 4])).toBe(0.8)
  expect(relativeError([3, 4], [0, 0])).toBe(5)
  expect(maxDifference([], [])).toBe(0)
})

test('other lengths and NaN are never close', () => {
  expect(maxDifference([1], [1, 2])).toBe(Number.POSITIVE_INFINITY)
  expect(relativeError([1], [1, 2])).toBe(Number.POSITIVE_INFINITY)
  expect(maxDifference([Number.NaN, 5], [1, 5])).toBe(Number.POSITIVE_INFINITY)
  expect(maxDifference([1, Number.NaN], [Number.NaN, Number.NaN])).toBe(Number.POSITIVE_INFINITY)
})

test('the matchers pass and fail', () => {
  const nan = [Number.NaN]
  expect([1.1]).toBeWithin(0.11, [1])
  expect([1.1]).not.toBeWithin(0.09, [1])
  expect(nan).not.toBeWithin(1e9, nan)
  expect([1.1]).toBeRelativelyWithin(0.11, [1])
  expect(nan).not.toBeRelativelyWithin(1e9, nan)
  expect(() => expect([1.5]).toBeWithin(0.1, [1])).toThrow('the largest difference is 0.5, over 0.1')
})

test('golden paths are absolute', () => {
  expect(goldenPath('a/b')).toMatch(/golden[\\/]a[\\/]b$/)
})
