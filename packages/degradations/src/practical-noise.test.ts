import { Random } from '@dfpir/core'
import { type NoiseStatistics, noiseStatistics } from './damage-statistics.js'
import { digest, photograph } from './photograph.test.helper.js'
import { lightNoise, practicalNoise } from './practical-noise.js'

const clean = photograph(48, 48)

const drawn = (degradation: typeof practicalNoise) =>
  Array.from({ length: 150 }, (_, seed) => noiseStatistics(degradation.apply(clean, new Random(seed)), clean))

const spread = (statistics: readonly NoiseStatistics[], value: (of: NoiseStatistics) => number) => {
  const values = statistics.map(value).sort((a, b) => a - b)
  return [values[7], values[142]]
}

test('is the same for the same seed', () => {
  expect(digest(practicalNoise.apply(clean, new Random(5)))).toBe(digest(practicalNoise.apply(clean, new Random(5))))
  expect(digest(practicalNoise.apply(clean, new Random(5)))).not.toBe(
    digest(practicalNoise.apply(clean, new Random(6))),
  )
})

test('covers the noise of cameras: weak and strong, white and coarse, coloured and grey', () => {
  const statistics = drawn(practicalNoise)
  const [weak, strong] = spread(statistics, ({ deviation }) => deviation)
  expect(weak).toBeLessThan(3)
  expect(strong).toBeGreaterThan(30)
  const [white, coarse] = spread(statistics, ({ neighbours }) => neighbours[0])
  expect(white).toBeLessThan(0.1)
  expect(coarse).toBeGreaterThan(0.7)
  const [coloured, grey] = spread(statistics, ({ colours }) => colours)
  expect(coloured).toBeLessThan(0.1)
  expect(grey).toBeGreaterThan(0.85)
})

test('light noise is there, and hardly seen', () => {
  for (const { deviation } of drawn(lightNoise)) {
    expect(deviation).toBeGreaterThan(0.2)
    expect(deviation).toBeLessThan(6.5)
  }
})
