import { groupOutcomes } from '@dfpir/ablation'
import { exceedsNoise, seedDifference } from './seed-difference.js'
import { outcomeOf } from './study.test.helper.js'

const group = (scores: readonly (number | undefined)[]) =>
  groupOutcomes(scores.map((psnr, seed) => outcomeOf('a', seed, psnr)))[0]

test('the mean over seeds with Student’s interval', () => {
  // Differences 1, 2, 3: deviation 1; with two degrees of freedom 4.303 / √3.
  expect(seedDifference(group([21, 32, 43]), group([20, 30, 40]))).toEqual({
    mean: 2,
    margin: expect.closeTo(2.4843, 4),
    seeds: 3,
  })
})

test('what differs between seeds but not between variants cancels', () => {
  const difference = seedDifference(group([20.1, 30.1, 40.1]), group([20, 30, 40]))
  expect(difference?.mean).toBeCloseTo(0.1, 12)
  expect(exceedsNoise(difference!)).toBe(true)
})

test('only seeds that both have count, and one seed is no spread', () => {
  expect(seedDifference(group([20, undefined, 23]), group([19, 18, 20]))).toMatchObject({ mean: 2, seeds: 2 })
  expect(seedDifference(group([20, undefined]), group([10, 10]))).toBeUndefined()
  expect(seedDifference(group([20, undefined]), group([undefined, 10]))).toBeUndefined()
})

test('a set has its own difference', () => {
  expect(seedDifference(group([21, 31]), group([20, 30]), 1)).toEqual({ mean: 1, margin: 0, seeds: 2 })
})

test('more seeds than the table of quantiles still have an interval', () => {
  const psnrs = Array.from({ length: 20 }, (_, seed) => 20 + (seed % 2))
  const difference = seedDifference(group(psnrs), group(psnrs.map(() => 20)))
  expect(difference?.margin).toBeCloseTo((2.228 * Math.sqrt(5 / 19)) / Math.sqrt(20), 12)
})
