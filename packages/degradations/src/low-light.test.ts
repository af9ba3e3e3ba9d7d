import { DataError, Random } from '@dfpir/core'
import { darken, lowLightKind } from './low-light.js'
import { level, photograph, plain } from './photograph.test.helper.js'

const quiet = { gamma: 1, gain: 1, warmth: 0, shot: 0, read: 0 }

test('gamma and gain are those of the formula, warmth favours red over blue', () => {
  const values = { ...quiet, gamma: 2, gain: 0.5, warmth: 0.1 }
  const [red, green, blue] = darken(level(2, 2, 0.6), values, new Random(0)).data
  expect(green).toBeCloseTo(0.5 * 0.36, 6)
  expect(red).toBeCloseTo(1.1 * green, 6)
  expect(blue).toBeCloseTo(0.9 * green, 6)
  const grey = plain(1, 1, [153, 153, 153])
  expect(lowLightKind.degrade(grey, values, new Random(0))).toEqual(plain(1, 1, [50, 46, 41]))
})

test('neutral numbers change nothing', () => {
  expect(lowLightKind.degrade(photograph(9, 4), quiet, new Random(0))).toEqual(photograph(9, 4))
})

test('noise is that of the dark picture', () => {
  const values = { ...quiet, gain: 0.2, shot: 0.001, read: 0.002 }
  const { data } = darken(level(200, 100, 0.5), values, new Random(3))
  const variance = data.reduce((sum, value) => sum + (value - 0.1) ** 2, 0) / data.length
  expect(variance / (0.001 * 0.1 + 0.002 ** 2)).toBeCloseTo(1, 1)
})

test('what is no image is refused', () => {
  expect(() => darken({ shape: [4], data: new Float32Array(4) }, quiet, new Random(0))).toThrow(DataError)
})
