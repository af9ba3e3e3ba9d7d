import { Random } from '@dfpir/core'
import { level, mean, photograph } from './photograph.test.helper.js'
import { addSensorNoise, sensorNoiseKind } from './sensor-noise.js'

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
