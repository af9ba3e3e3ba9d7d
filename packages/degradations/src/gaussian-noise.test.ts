import { Random, UsageError } from '@dfpir/core'
import { rgbPicture } from '@dfpir/images'
import { addGaussianNoise, gaussianNoise } from './index.js'

const flat = (level: number, count = 60_000) => new Uint8Array(count).fill(level)

function statistics(values: Uint8Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) }
}

test.each([5, 15, 25])('noise of σ %d has that deviation and, being truncated, a mean half a level low', sigma => {
  const { mean, deviation } = statistics(addGaussianNoise(flat(128), sigma, new Random(3)))
  const standardError = sigma / Math.sqrt(60_000)
  expect(Math.abs(mean - 127.5)).toBeLessThan(4 * standardError)
  expect(Math.abs(deviation - Math.sqrt(sigma ** 2 + 1 / 12))).toBeLessThan(4 * standardError)
})

test('values are clipped, not wrapped', () => {
  const dark = addGaussianNoise(flat(0), 50, new Random(1))
  const bright = addGaussianNoise(flat(255), 50, new Random(1))
  expect(dark.filter(value => value === 0).length / dark.length).toBeCloseTo(0.5, 1)
  expect(Math.max(...dark.subarray(0, 10_000))).toBeLessThan(255)
  expect(bright.filter(value => value === 255).length / bright.length).toBeCloseTo(0.5, 1)
  expect(Math.min(...bright.subarray(0, 10_000))).toBeGreaterThan(0)
})

test('samples are truncated towards zero, never rounded up', () => {
  const random = new Random(11)
  const exact = Float64Array.from({ length: 1000 }, () => 100 + 10 * random.normal())
  expect(addGaussianNoise(flat(100, 1000), 10, new Random(11))).toEqual(Uint8Array.from(exact, Math.trunc))
})

test('golden numbers: the same seed gives these samples on every machine', () => {
  const ramp = Uint8Array.from({ length: 16 }, (_, index) => index * 17)
  expect([...addGaussianNoise(ramp, 25, new Random(0))]).toEqual([
    13, 8, 21, 51, 62, 83, 102, 117, 134, 140, 190, 210, 138, 246, 251, 225,
  ])
})

test('the generator alone decides: same seed same noise, other seed other noise, input unchanged', () => {
  const input = flat(90, 300)
  const first = addGaussianNoise(input, 15, new Random(5))
  expect(addGaussianNoise(input, 15, new Random(5))).toEqual(first)
  expect(addGaussianNoise(input, 15, new Random(6))).not.toEqual(first)
  expect(input).toEqual(flat(90, 300))
})

test('σ 0 changes nothing', () => {
  const ramp = Uint8Array.from({ length: 256 }, (_, index) => index)
  expect(addGaussianNoise(ramp, 0, new Random(0))).toEqual(ramp)
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('σ %d is refused', sigma => {
  expect(() => addGaussianNoise(flat(1, 3), sigma, new Random(0))).toThrow(UsageError)
  expect(() => gaussianNoise(sigma)).toThrow('at least 0')
})

test('as a degradation it keeps the size and carries the name of its prompt', () => {
  const picture = rgbPicture(4, 2, flat(50, 24))
  const noisy = gaussianNoise(25).apply(picture, new Random(2))
  expect(gaussianNoise(25).name).toBe('denoise-25')
  expect(noisy).toEqual(rgbPicture(4, 2, addGaussianNoise(picture.data, 25, new Random(2))))
})

test('a picture of the wrong number of samples is refused', () => {
  expect(() => rgbPicture(4, 2, flat(50, 8))).toThrow('24 samples, got 8')
})
