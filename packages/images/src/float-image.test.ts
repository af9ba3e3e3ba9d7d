import { DataError, type Picture } from '@dfpir/core'
import fc from 'fast-check'
import { fromFloat, toFloat } from './float-image.js'

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
      const { rgb, alpha } = toFloat(picture)
      expect(fromFloat(rgb, alpha, picture)).toEqual(picture)
    }),
  )
})

test('every value of 16 bits survives', () => {
  const data = Uint16Array.from({ length: 65_536 }, (_, index) => index)
  const picture: Picture = { width: 256, height: 256, channels: 1, depth: 16, data }
  expect(fromFloat(toFloat(picture).rgb, undefined, picture)).toEqual(picture)
})

test('colours and alpha are where they belong', () => {
  const { rgb, alpha } = toFloat({
    width: 2,
    height: 1,
    channels: 4,
    depth: 8,
    data: Uint8Array.of(0, 51, 102, 153, 204, 255, 0, 51),
  })
  expect(rgb.shape).toEqual([1, 2, 3])
  expect(rgb.data).toBeWithin(1e-7, [0, 0.2, 0.4, 0.8, 1, 0])
  expect(alpha!.shape).toEqual([1, 2, 1])
  expect(alpha!.data).toBeWithin(1e-7, [0.6, 0.2])
  const grey = toFloat({ width: 1, height: 1, channels: 1, depth: 16, data: Uint16Array.of(13_107) })
  expect(grey.rgb.data).toBeWithin(1e-7, [0.2, 0.2, 0.2])
  expect(grey.alpha).toBeUndefined()
})

const one = (...values: number[]) => ({ shape: [1, 1, 3], data: Float32Array.from(values) })

test('clips and rounds to nearest', () => {
  const rgb = { channels: 3, depth: 8 } as const
  expect([...fromFloat(one(-0.3, 1.7, 0.5), undefined, rgb).data]).toEqual([0, 255, 128])
  expect([...fromFloat(one(0.0019, 0.002, Number.POSITIVE_INFINITY), undefined, rgb).data]).toEqual([0, 1, 255])
  expect([...fromFloat(one(0, 1, 0.5), undefined, { ...rgb, depth: 16 }).data]).toEqual([0, 65_535, 32_768])
})

test('grey is the mean, and missing alpha opaque', () => {
  expect([...fromFloat(one(0.1, 0.2, 0.6), undefined, { channels: 2, depth: 8 }).data]).toEqual([77, 255])
  expect([...fromFloat(one(0, 0, 0), undefined, { channels: 4, depth: 16 }).data]).toEqual([0, 0, 0, 65_535])
})

test('NaN and other shapes are refused', () => {
  const rgb = { channels: 3, depth: 8 } as const
  const image = { shape: [2, 3, 3], data: new Float32Array(18) }
  image.data[10] = Number.NaN
  expect(() => fromFloat(image, undefined, rgb)).toThrow(DataError)
  expect(() => fromFloat(image, undefined, rgb)).toThrow('column 0, row 1')
  expect(() => fromFloat({ shape: [1, 3], data: new Float32Array(3) }, undefined, rgb)).toThrow('got [1,3] of 3')
  expect(() => fromFloat({ shape: [1, 1, 3], data: new Float32Array(4) }, undefined, rgb)).toThrow(DataError)
  expect(() => fromFloat(one(0, 0, 0), { shape: [1, 2, 1], data: new Float32Array(2) }, rgb)).toThrow('[1, 1, 1]')
})
