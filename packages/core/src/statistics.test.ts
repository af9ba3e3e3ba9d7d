import { mean, spread } from './statistics.js'

test('mean and deviation of a sample', () => {
  expect(mean([1, 2, 6])).toBe(3)
  expect(mean([])).toBeNaN()
  expect(spread([2, 4, 4, 6])).toEqual({ mean: 4, deviation: Math.sqrt(8 / 3) })
  expect(spread([7])).toEqual({ mean: 7 })
})
