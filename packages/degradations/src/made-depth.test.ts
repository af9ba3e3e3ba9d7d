import { Random } from '@dfpir/core'
import { toFloat } from '@dfpir/images'
import fc from 'fast-check'
import { madeDepth } from './made-depth.js'
import { mean, photograph } from './photograph.test.helper.js'

test('depths are 0 … 1 for pictures of any size', () => {
  const side = fc.integer({ min: 1, max: 50 })
  fc.assert(
    fc.property(side, side, fc.nat(9999), (width, height, seed) => {
      const { data } = madeDepth(toFloat(photograph(width, height)), new Random(seed))
      expect(data.length).toBe(width * height)
      expect(data.every(value => value >= 0 && value <= 1)).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('they follow from the seed, and are of many kinds: even and uneven, near and far, with jumps and without', () => {
  const image = toFloat(photograph(96, 96))
  const depths = Array.from({ length: 40 }, (_, seed) => madeDepth(image, new Random(seed)).data)
  expect(madeDepth(image, new Random(3)).data).toEqual(depths[3])
  const means = depths.map(mean)
  expect(Math.min(...means)).toBeLessThan(0.3)
  expect(Math.max(...means)).toBeGreaterThan(0.7)
  const jumps = depths.map(depth =>
    Math.max(...depth.map((value, i) => (i % 96 > 0 ? Math.abs(value - depth[i - 1]) : 0))),
  )
  expect(jumps.filter(jump => jump > 0.2).length).toBeGreaterThan(5)
  expect(jumps.filter(jump => jump < 0.05).length).toBeGreaterThan(5)
})
