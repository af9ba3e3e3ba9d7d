import type { Picture } from '@dfpir/core'
import fc from 'fast-check'
import { cropPicture } from './crop-picture.js'
import { reflectIndex } from './reflect.js'

test('reflection leaves out the end samples and repeats over short axes', () => {
  const row = (length: number, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => reflectIndex(from + i, length))
  expect(row(4, -3, 10)).toEqual([3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3])
  expect(row(2, 0, 6)).toEqual([0, 1, 0, 1, 0, 1])
  expect(row(1, -2, 4)).toEqual([0, 0, 0, 0, 0, 0])
})

const picture: fc.Arbitrary<Picture> = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.constantFrom(1, 2, 3, 4), fc.boolean())
  .map(([width, height, channels, deep]) => {
    const values = Array.from({ length: width * height * channels }, (_, i) => (i * 37) % (deep ? 65_536 : 256))
    return deep
      ? { width, height, channels, depth: 16, data: Uint16Array.from(values) }
      : { width, height, channels, depth: 8, data: Uint8Array.from(values) }
  })

test('padding and cropping back gives the same picture', () => {
  fc.assert(
    fc.property(picture, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (original, right, below) => {
      const { width, height } = original
      const padded = cropPicture(original, { x: 0, y: 0, width: width + right, height: height + below })
      expect(cropPicture(padded, { x: 0, y: 0, width, height })).toEqual(original)
    }),
  )
})
