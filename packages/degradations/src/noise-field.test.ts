import { Random } from '@dfpir/core'
import { filterLines, rgbPicture } from '@dfpir/images'
import fc from 'fast-check'
import { noiseStatistics } from './damage-statistics.js'
import { gaussianLine, type NoiseLook, noiseField } from './noise-field.js'

const side = 128

/** Statistics of a field of deviation 30 around the middle level. */
function measured(look: NoiseLook) {
  const field = noiseField(side, side, look, new Random(3))
  const grey = new Uint8Array(field.length).fill(128)
  const noisy = Uint8Array.from(field, value => Math.min(Math.max(Math.round(128 + 30 * value), 0), 255))
  return noiseStatistics(rgbPicture(side, side, noisy), rgbPicture(side, side, grey))
}

test('without a look it is white noise of variance 1', () => {
  const { deviation, neighbours, colours } = measured({})
  expect(deviation / 30).toBeCloseTo(1, 1)
  for (const correlation of [...neighbours, colours]) expect(Math.abs(correlation)).toBeLessThan(0.03)
})

test('blurred noise keeps its variance, and neighbours are as a Gaussian correlates them', () => {
  const { deviation, neighbours } = measured({ blur: 1 })
  expect(deviation / 30).toBeCloseTo(1, 1)
  expect(neighbours[0]).toBeCloseTo(Math.exp(-1 / 4), 1) // a Gaussian convolved with itself: exp(−r² / 4σ²)
  expect(neighbours[1]).toBeCloseTo(Math.exp(-1), 1)
})

test.each([0.3, 0.8, 1])('colours correlate by %d', colours => {
  expect(measured({ colours }).colours).toBeCloseTo(colours, 1)
})

test('enlarged noise is coarse and of about the same variance', () => {
  const { deviation, neighbours } = measured({ scale: 2.5 })
  expect(Math.abs(deviation / 30 - 1)).toBeLessThan(0.1)
  expect(neighbours[0]).toBeGreaterThan(0.7)
})

test('fields are of any size, and the same for the same seed', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
  const look = fc.record({ colours: fc.double({ min: 0, max: 1, noNaN: true }), scale: fc.constantFrom(1, 1.5, 4) })
  fc.assert(
    fc.property(sizes, look, fc.nat(), ([width, height], drawn, seed) => {
      const field = noiseField(width, height, { ...drawn, blur: 0.7 }, new Random(seed))
      expect(field.length).toBe(width * height * 3)
      expect(field.every(Number.isFinite)).toBe(true)
      expect(noiseField(width, height, { ...drawn, blur: 0.7 }, new Random(seed))).toEqual(field)
    }),
  )
})

test('a line that keeps the mean leaves a plain plane as it is', () => {
  const plane = { width: 7, height: 5, data: new Float32Array(35).fill(0.4) }
  for (const value of filterLines(plane, gaussianLine(2)).data) expect(value).toBeCloseTo(0.4, 5)
})
