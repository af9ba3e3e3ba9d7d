import { rgbPicture } from '@dfpir/images'
import { encodedOf, fromLight, lightOf, toLight } from './linear-light.js'
import { plain } from './photograph.test.helper.js'

test('the curve is that of sRGB, and its inverse', () => {
  expect(lightOf(0)).toBe(0)
  expect(lightOf(1)).toBeCloseTo(1, 12)
  expect(lightOf(0.5)).toBeCloseTo(0.21404, 5)
  expect(encodedOf(0.18)).toBeCloseTo(0.46136, 5)
  for (const value of [0, 0.01, 0.04045, 0.1, 0.7, 1]) expect(encodedOf(lightOf(value))).toBeCloseTo(value, 6)
})

test('every level comes back as it was', () => {
  const picture = rgbPicture(
    256,
    1,
    Uint8Array.from({ length: 768 }, (_, index) => Math.floor(index / 3)),
  )
  expect(fromLight(toLight(picture))).toEqual(picture)
})

test('light out of range is clipped', () => {
  expect(fromLight({ shape: [1, 1, 3], data: Float32Array.of(-0.5, 0.5, 1.5) })).toEqual(plain(1, 1, [0, 188, 255]))
})
