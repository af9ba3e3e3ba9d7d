import { Random } from '@dfpir/core'
import { plain } from './photograph.test.helper.js'
import { rawNoise } from './raw-noise.js'

const camera = { read: 0.001, gains: [1, 1, 1], contrast: 0 } as const

function deviation(level: number, values: Parameters<typeof rawNoise>[1] = camera, colour?: number): number {
  const field = rawNoise(plain(64, 64, [level, level, level]), values, new Random(1))
  const chosen = field.filter((_, i) => colour === undefined || i % 3 === colour)
  return Math.sqrt(chosen.reduce((sum, value) => sum + value * value, 0) / chosen.length)
}

test('interpolation leaves each colour the variance that its share of the mosaic gives', () => {
  // red: a quarter of the pixels its own, a half means of two, a quarter means of four: 1/4 + 1/4 + 1/16
  // green: a half its own, a half means of four: 1/2 + 1/8
  const level = 128
  expect(deviation(level, camera, 0) / deviation(level, camera, 1)).toBeCloseTo(Math.sqrt(0.5625 / 0.625), 1)
  expect(deviation(level, camera, 2) / deviation(level, camera, 1)).toBeCloseTo(Math.sqrt(0.5625 / 0.625), 1)
})

test('a gain makes the noise of its colour stronger', () => {
  const blue = (gain: number) => deviation(128, { ...camera, gains: [1, 1, gain] }, 2)
  expect(blue(2) / blue(1)).toBeCloseTo(Math.SQRT2, 1) // the same light from half as many photons
})

test('read noise raises the dark; a steep tone curve hides it', () => {
  const dark = (values: Partial<typeof camera> | object) => {
    const all = { ...camera, ...values }
    return deviation(8, all) / deviation(128, all)
  }
  expect(dark({ read: 0.05 })).toBeGreaterThan(1.5 * dark({}))
  expect(dark({ contrast: 0.9 })).toBeLessThan(0.6 * dark({}))
})

test.each([
  [1, 1],
  [1, 5],
  [2, 1],
  [3, 3],
])('pictures of %d×%d have noise, too', (width, height) => {
  const field = rawNoise(plain(width, height, [90, 90, 90]), camera, new Random(2))
  expect(field.length).toBe(width * height * 3)
  expect(field.every(Number.isFinite)).toBe(true)
})
