import { DataError } from '@dfpir/core'
import { fromFloats, sizeOf, toFloats } from './float-image.js'
import { photograph } from './photograph.test.helper.js'

test('a picture comes back as it was', () => {
  const picture = photograph(7, 5)
  expect(toFloats(picture).shape).toEqual([5, 7, 3])
  expect(fromFloats(toFloats(picture))).toEqual(picture)
})

test('numbers are rounded to the nearest level and clipped', () => {
  const data = Float32Array.of(-1, 0.4 / 255, 0.6 / 255, 254.4 / 255, 254.6 / 255, 2)
  expect([...fromFloats({ shape: [1, 2, 3], data }).data]).toEqual([0, 0, 1, 254, 255, 255])
})

test.each([[[2, 3]], [[2, 2, 1]], [[1, 2, 3]]])('an image of shape %p with 12 numbers is refused', shape => {
  expect(() => sizeOf({ shape, data: new Float32Array(12) })).toThrow(DataError)
})
