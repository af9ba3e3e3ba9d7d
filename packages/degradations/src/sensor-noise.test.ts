import { Random } from '@dfpir/core'
import { level, mean, photograph, plain } from './photograph.test.helper.js'
import { addSensorNoise, sensorNoise, sensorNoiseKind } from './sensor-noise.js'

test.each([
  [0, 0.01, 0.02],
  [0.2, 0.01, 0],
  [0.5, 0.004, 0.01],
  [0.9, 0, 0.03],
])('at a light of %d the variance is shot·x + read², and the mean x', (light, shot, read) => {
  const { data } = addSensorNoise(level(200, 200, light), { shot, read }, new Random(4))
  const variance = shot * light + read ** 2
  const error = Math.sqrt(variance / data.length)
  expect(Math.abs(mean(data) - light)).toBeLessThan(4 * error)
  const measured = mean(data.map(value => (value - light) ** 2))
  expect(Math.abs(measured / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / data.length))
})

test('without shot and read noise, nothing changes', () => {
  const picture = photograph(12, 9)
  expect(sensorNoiseKind.degrade(picture, { shot: 0, read: 0 }, new Random(0))).toEqual(picture)
})

test.each([15, 25, 50])('noise about as strong as Gaussian noise of σ %d', sigma => {
  const { data } = plain(64, 64, [110, 128, 140])
  const random = new Random(6)
  const strengths = Array.from({ length: 20 }, () => {
    const noisy = sensorNoise(sigma).apply(plain(64, 64, [110, 128, 140]), random).data
    return Math.sqrt(mean(Array.from(noisy, (value, index) => (value - data[index]) ** 2)))
  })
  expect(Math.min(...strengths)).toBeGreaterThan(0.65 * sigma)
  expect(Math.max(...strengths)).toBeLessThan(1.45 * sigma)
  expect(sensorNoise(sigma).name).toBe(`denoise-${sigma}`)
})

test('a level that is none', () => {
  expect(() => sensorNoise(-1)).toThrow('sigma must be a number of at least 0')
  expect(sensorNoise(0).apply(photograph(8, 8), new Random(0))).toEqual(photograph(8, 8))
})
