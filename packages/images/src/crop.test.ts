import { DataError, type Picture, UsageError } from '@dfpir/core'
import fc from 'fast-check'
import { centerCrop, crop, cropToMultiple, reflectIndex } from './crop.js'
import { rgbPicture } from './picture.js'

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

test('beyond its edges a picture is its reflection', () => {
  const sides = fc.record({ x: fc.integer({ min: -50, max: 50 }), y: fc.integer({ min: -50, max: 50 }) })
  const sizes = fc.record({ width: fc.integer({ min: 1, max: 60 }), height: fc.integer({ min: 1, max: 60 }) })
  fc.assert(
    fc.property(picture, sides, sizes, (original, { x, y }, { width, height }) => {
      const { channels } = original
      const part = crop(original, { x, y, width, height }, { reflect: true })
      expect([part.width, part.height, part.depth]).toEqual([width, height, original.depth])
      part.data.forEach((value, i) => {
        const [channel, pixel] = [i % channels, Math.floor(i / channels)]
        const column = reflectIndex(x + (pixel % width), original.width)
        const row = reflectIndex(y + Math.floor(pixel / width), original.height)
        if (value !== original.data[(row * original.width + column) * channels + channel])
          throw new Error(`sample ${i}`)
      })
    }),
  )
})

test('a part within the picture is copied, and one that leaves it is refused', () => {
  const original = rgbPicture(
    3,
    2,
    Uint8Array.from({ length: 18 }, (_, i) => i),
  )
  const part = crop(original, { x: 1, y: 1, width: 2, height: 1 })
  expect(part).toEqual(rgbPicture(2, 1, Uint8Array.of(12, 13, 14, 15, 16, 17)))
  part.data.fill(0)
  expect(original.data[12]).toBe(12)
  expect(() => crop(original, { x: 2, y: 0, width: 2, height: 1 })).toThrow(UsageError)
  expect(() => crop(original, { x: -1, y: 0, width: 2, height: 1 })).toThrow(
    'the rectangle 2×1 at (-1, 0) exceeds the picture of 3×2',
  )
})

test('the middle of a picture leaves an odd rest right and below, and is refused where it is larger', () => {
  const original = rgbPicture(
    3,
    2,
    Uint8Array.from({ length: 18 }, (_, i) => i),
  )
  expect(centerCrop(original, { width: 1, height: 1 })).toEqual(crop(original, { x: 1, y: 0, width: 1, height: 1 }))
  expect(centerCrop(original, { width: 2, height: 2 })).toEqual(crop(original, { x: 0, y: 0, width: 2, height: 2 }))
  expect(() => centerCrop(original, { width: 4, height: 1 })).toThrow('exceeds the picture of 3×2')
})

test('cropToMultiple keeps the middle', () => {
  const original = rgbPicture(
    7,
    5,
    Uint8Array.from({ length: 105 }, (_, i) => i),
  )
  expect(cropToMultiple(original, 4)).toEqual(crop(original, { x: 1, y: 0, width: 4, height: 4 }))
  expect(() => cropToMultiple(original, 16)).toThrow(DataError) // it may be one of many
  expect(() => cropToMultiple(original, 16)).toThrow('7×5 is smaller than 16×16')
})
