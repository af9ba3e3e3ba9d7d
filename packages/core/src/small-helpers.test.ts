import { requireWhole, sameShape, secondsSince, UsageError } from './index.js'

test('whole numbers from the least one up are let through', () => {
  requireWhole('dim', 2, 2)
  requireWhole('dim', 9, 2)
  for (const wrong of [1, 2.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => requireWhole('dim', wrong, 2)).toThrow(UsageError)
  }
  expect(() => requireWhole('dim', 1, 2)).toThrow('dim must be a whole number of at least 2, got 1')
})

test('shapes are the same in number, order and size of their dimensions', () => {
  expect(sameShape([2, 3], [2, 3])).toBe(true)
  for (const other of [[3, 2], [2], [2, 3, 1], []]) expect(sameShape([2, 3], other)).toBe(false)
})

test('seconds are those since a time of the clock', () => {
  expect(secondsSince(performance.now() - 2000)).toBeGreaterThanOrEqual(2)
  expect(secondsSince(performance.now())).toBeGreaterThanOrEqual(0)
})
