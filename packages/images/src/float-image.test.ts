import { DataError, type Picture } from '@dfpir/core'
import fc from 'fast-check'
import { fromFloat, toFloat, withColours } from './float-image.js'
import { emptyPicture } from './picture.js'

const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 1, max: 5 }),
    channels: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
    depth: fc.constantFrom(8 as const, 16 as const),
    seed: fc.nat(),
  })
  .map(({ seed, ...layout }): Picture => {
    const length = layout.width * layout.height * layout.channels
    const samples = Array.from({ length }, (_, i) => ((seed + i) * 7919) % 2 ** layout.depth)
    return { ...layout, data: layout.depth === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples) }
  })

test('to float and back changes nothing', () => {
  fc.assert(
    fc.property(pictures, picture => {
      expect(withColours(picture, toFloat(picture))).toEqual(picture)
    }),
  )
})

test('every value of 16 bits survives', () => {
  const data = Uint16Array.from({ length: 65_536 }, (_, index) => index)
  const picture: Picture = { width: 256, height: 256, channels: 1, depth: 16, data }
  expect(withColours(emptyPicture(picture), toFloat(picture))).toEqual(picture)
})

test('colours are where they belong, and alpha is left out', () => {
  const data = Uint8Array.of(0, 51, 102, 153, 204, 255, 0, 51)
  const image = toFloat({ width: 2, height: 1, channels: 4, depth: 8, data })
  expect(image.shape).toEqual([1, 2, 3])
  expect(image.data).toBeWithin(1e-7, [0, 0.2, 0.4, 0.8, 1, 0])
  const grey = toFloat({ width: 1, height: 1, channels: 1, depth: 16, data: Uint16Array.of(13_107) })
  expect(grey.data).toBeWithin(1e-7, [0.2, 0.2, 0.2])
})

const one = (...values: number[]) => ({ shape: [1, 1, 3], data: Float32Array.from(values) })

test('clips and rounds to nearest', () => {
  expect([...fromFloat(one(-0.3, 1.7, 0.5)).data]).toEqual([0, 255, 128])
  expect([...fromFloat(one(0.0019, 0.002, Number.POSITIVE_INFINITY)).data]).toEqual([0, 1, 255])
  expect([...fromFloat(one(0, 1, 0.5), 16).data]).toEqual([0, 65_535, 32_768])
})

test('grey is the mean, and alpha stays', () => {
  const grey = { width: 1, height: 1, channels: 2, depth: 8, data: Uint8Array.of(1, 99) } as const
  expect([...withColours(grey, one(0.1, 0.2, 0.6)).data]).toEqual([77, 99])
  expect([...grey.data]).toEqual([1, 99])
  const colour = { width: 1, height: 1, channels: 4, depth: 16, data: Uint16Array.of(1, 2, 3, 60_000) } as const
  expect([...withColours(colour, one(0, 1, 0)).data]).toEqual([0, 65_535, 0, 60_000])
})

test('NaN and other shapes are refused', () => {
  const image = { shape: [2, 3, 3], data: new Float32Array(18) }
  image.data[10] = Number.NaN
  expect(() => fromFloat(image)).toThrow(DataError)
  expect(() => fromFloat(image)).toThrow('column 0, row 1')
  expect(() => fromFloat({ shape: [1, 3], data: new Float32Array(3) })).toThrow('got [1,3] of 3')
  expect(() => fromFloat({ shape: [1, 1, 3], data: new Float32Array(4) })).toThrow(DataError)
  expect(() => withColours(fromFloat(one(0, 0, 0)), { shape: [1, 2, 3], data: new Float32Array(6) })).toThrow(
    'expected an image of shape [1, 1, 3], got [1,2,3]',
  )
})
