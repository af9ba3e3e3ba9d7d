import { DataError, Random } from '@dfpir/core'
import { rgbPicture } from '@dfpir/images'
import { darknessStatistics, exposureOf, noiseStatistics } from './damage-statistics.js'
import { gaussianNoise } from './gaussian-noise.js'
import { photograph, plain } from './photograph.test.helper.js'

test('noise: the deviation at every level, and no correlation of white noise', () => {
  const clean = photograph(120, 120)
  const { deviation, byLevel, neighbours, colours } = noiseStatistics(
    gaussianNoise(8).apply(clean, new Random(1)),
    clean,
  )
  expect(deviation).toBeCloseTo(8, 0)
  for (const level of byLevel) expect(Math.abs(level - 8)).toBeLessThan(0.5)
  for (const correlation of [...neighbours, colours]) expect(Math.abs(correlation)).toBeLessThan(0.03)
})

test('noise: grey noise correlates between colours, columns of it downwards', () => {
  const random = new Random(2)
  const columns = Array.from({ length: 60 }, () => Math.round(random.normal(0, 10)))
  const noisy = Uint8Array.from({ length: 60 * 60 * 3 }, (_, i) => 128 + columns[Math.floor(i / 3) % 60])
  const { neighbours, colours } = noiseStatistics(rgbPicture(60, 60, noisy), plain(60, 60, [128, 128, 128]))
  expect(colours).toBeCloseTo(1, 5)
  expect(Math.abs(neighbours[0] - 0.5)).toBeLessThan(0.12) // 1 downwards, about 0 across
})

test('noise: pictures of two sizes are refused', () => {
  expect(() => noiseStatistics(plain(4, 4, [1, 2, 3]), plain(4, 5, [1, 2, 3]))).toThrow(DataError)
})

test('darkness: percentiles, colours and noise', () => {
  const two = rgbPicture(40, 40, new Uint8Array(4800).fill(51).fill(204, 0, 2400))
  const { mean, percentiles, saturation } = darknessStatistics(two)
  expect(mean).toBeCloseTo(0.5, 5)
  expect(percentiles[0]).toBeCloseTo(0.2, 5)
  expect(percentiles[2]).toBeCloseTo(0.8, 5)
  expect(saturation).toBe(0)
  expect(darknessStatistics(plain(4, 4, [100, 50, 75])).saturation).toBe(0.5)
  const noisy = gaussianNoise(12).apply(plain(90, 90, [128, 128, 128]), new Random(3))
  expect(Math.abs(darknessStatistics(noisy).noise - 12)).toBeLessThan(0.6)
})

test('exposure: the share of light, by colour', () => {
  const [red, green, blue] = exposureOf(plain(8, 8, [0, 188, 255]), plain(8, 8, [200, 255, 255]))
  expect([red, blue]).toEqual([0, 1])
  expect(green).toBeCloseTo(0.5, 2) // 188 is half of white's light
})
