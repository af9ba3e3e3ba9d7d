import { DataError, Random } from '@dfpir/core'
import { toFloat } from '@dfpir/images'
import { plausibleDepth } from './depth.js'
import { addHaze, hazeKind } from './haze.js'
import { level, photograph, plain } from './photograph.test.helper.js'

const haze = { beta: 1, airlight: 0.8, warmth: 0 }

test('where all the light comes through, nothing changes', () => {
  const picture = photograph(9, 7)
  const image = toFloat(picture)
  expect(addHaze(image, new Float32Array(63), haze)).toEqual(image)
  expect(addHaze(image, new Float32Array(63).fill(0.5), { ...haze, beta: 0 })).toEqual(image)
  expect(hazeKind.degrade(picture, { ...haze, beta: 0, nearest: 0.2 }, new Random(0))).toEqual(picture)
})

test('on a plain picture it is t·J + A·(1 − t), with t = exp(−beta·d)', () => {
  const [red, green, blue] = addHaze(level(1, 1, 0.3), Float32Array.of(0.7), { ...haze, beta: 2, warmth: 0.1 }).data
  const t = Math.exp(-1.4)
  expect(red).toBeCloseTo(t * 0.3 + (1 - t) * 0.88, 6)
  expect(green).toBeCloseTo(t * 0.3 + (1 - t) * 0.8, 6)
  expect(blue).toBeCloseTo(t * 0.3 + (1 - t) * 0.72, 6)
})

test('the densest haze shows the air alone, and air is at most white', () => {
  const thick = { beta: 20, airlight: 1, warmth: 0.2, nearest: 1 }
  expect(hazeKind.degrade(photograph(5, 5), thick, new Random(0))).toEqual(plain(5, 5, [255, 255, 204]))
})

test('there must be a depth for each pixel', () => {
  expect(() => addHaze(level(3, 2, 0), new Float32Array(5), haze)).toThrow(DataError)
})

test('depths are 0 … 1 and far at the top', () => {
  for (let seed = 0; seed < 5; seed++) {
    const { data } = plausibleDepth(toFloat(photograph(60, 480)), new Random(seed))
    const meanOf = (rows: Float32Array) => rows.reduce((sum, value) => sum + value, 0) / rows.length
    expect(meanOf(data.subarray(0, 6000))).toBeGreaterThan(meanOf(data.subarray(-6000)) + 0.2)
    expect(data.every(value => value >= 0 && value <= 1)).toBe(true)
  }
})

test('a patch is as deep as a part of a photograph', () => {
  const patches = Array.from({ length: 30 }, (_, seed) => {
    const { data } = plausibleDepth(level(48, 48, 0.5), new Random(seed))
    return { least: Math.min(...data), most: Math.max(...data) }
  })
  for (const { least, most } of patches) expect(most - least).toBeLessThan(0.4)
  expect(Math.min(...patches.map(({ least }) => least))).toBeLessThan(0.25)
  expect(Math.max(...patches.map(({ most }) => most))).toBeGreaterThan(0.75)
})
