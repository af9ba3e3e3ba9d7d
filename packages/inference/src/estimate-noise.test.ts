import { type Picture, Random } from '@dfpir/core'
import { estimateNoise } from './estimate-noise.js'

/** A smooth scene with a few edges and Gaussian noise of deviation `sigma` on the scale of 8 bits. */
function noisyScene(
  sigma: number,
  { depth = 8, channels = 3 }: { depth?: 8 | 16; channels?: 1 | 2 | 3 | 4 } = {},
): Picture {
  const [width, height] = [160, 120]
  const random = new Random(7)
  const data = depth === 16 ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels)
  const white = depth === 16 ? 65_535 : 255
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / channels) % width
    const y = Math.floor(i / channels / width)
    const clean = 120 + 60 * Math.sin(x / 30) * Math.cos(y / 25) + (x + y > 150 ? 30 : 0)
    data[i] = Math.min(white, Math.max(0, Math.round(((clean + random.normal(0, sigma)) * white) / 255)))
  }
  return { width, height, channels, depth, data }
}

test.each([5, 15, 25, 50])('finds noise of deviation %d within a tenth', sigma => {
  expect(estimateNoise(noisyScene(sigma))).toBeGreaterThan(0.9 * sigma)
  expect(estimateNoise(noisyScene(sigma))).toBeLessThan(1.1 * sigma)
})

test('16 bits and grey are on the same scale', () => {
  const expected = estimateNoise(noisyScene(25))
  expect(Math.abs(estimateNoise(noisyScene(25, { depth: 16 })) - expected)).toBeLessThan(1)
  expect(Math.abs(estimateNoise(noisyScene(25, { channels: 1 })) - expected)).toBeLessThan(1.5)
})

test('a smooth, a black and a tiny picture have no noise', () => {
  expect(estimateNoise(noisyScene(0))).toBeLessThan(0.5)
  expect(estimateNoise({ width: 8, height: 8, channels: 1, depth: 8, data: new Uint8Array(64) })).toBe(0)
  expect(estimateNoise({ width: 2, height: 1, channels: 3, depth: 8, data: new Uint8Array(6).fill(9) })).toBe(0)
})
