import { Random } from '@dfpir/core'
import { defocusKernel, defocusKind } from './defocus.js'
import { mean, photograph } from './photograph.test.helper.js'

test('a radius of 0 changes nothing', () => {
  const picture = photograph(8, 6)
  expect(defocusKind.degrade(picture, { radius: 0 }, new Random(0))).toEqual(picture)
})

test.each([0.5, 1, 2.3, 5, 12])('the disc of radius %d has its area, the sum 1 and its middle at the pixel', radius => {
  const { width, height, originX, originY, weights } = defocusKernel(radius)
  expect(mean(weights) * weights.length).toBeCloseTo(1, 5)
  expect([height, originX, originY]).toEqual([width, (width - 1) / 2, (width - 1) / 2])
  expect(weights).toEqual(weights.toReversed())
  if (radius >= 2) expect(1 / Math.max(...weights) / (Math.PI * radius ** 2)).toBeCloseTo(1, 1)
})

test('the edge is soft: a slightly larger radius makes a slightly different kernel', () => {
  const [a, b] = [3.2, 3.25].map(radius => defocusKernel(radius).weights)
  expect(a).not.toEqual(b)
  expect(Math.max(...a.map((weight, index) => Math.abs(weight - b[index])))).toBeLessThan(0.003)
})
