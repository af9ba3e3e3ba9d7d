import { DataError, type Float32Tensor } from '@dfpir/core'
import { psnr, psnrLuma } from './psnr.js'

const image = (shape: number[], ...values: number[]): Float32Tensor => {
  const length = shape.reduce((product, size) => product * size, 1)
  return { shape, data: Float32Array.from({ length }, (_, index) => values[index % values.length]) }
}

test('known differences', () => {
  expect(psnr(image([2, 2, 3], 0.5), image([2, 2, 3], 0.6))).toBeCloseTo(20, 5)
  expect(psnr(image([1, 1, 1], 0), image([1, 1, 1], 1))).toBe(0)
  expect(psnr(image([1, 2, 1], 0, 0), image([1, 2, 1], 1, 0))).toBeCloseTo(3.0103, 4)
})

test('values are clipped first', () => {
  expect(psnr(image([2, 2, 3], 1.7, -3), image([2, 2, 3], 1, 0))).toBe(Number.POSITIVE_INFINITY)
  expect(psnr(image([1, 1, 1], Number.POSITIVE_INFINITY), image([1, 1, 1], 0.9))).toBeCloseTo(20, 5)
})

test('luma weighs the channels after BT.601', () => {
  const black = image([4, 4, 3], 0)
  const expected = (weight: number) => -20 * Math.log10(weight / 255)
  expect(psnrLuma(image([4, 4, 3], 1, 0, 0), black)).toBeCloseTo(expected(65.481), 9)
  expect(psnrLuma(image([4, 4, 3], 0, 1, 0), black)).toBeCloseTo(expected(128.553), 9)
  expect(psnrLuma(image([4, 4, 3], 0, 0, 1), black)).toBeCloseTo(expected(24.966), 9)
  expect(psnrLuma(image([4, 4, 1], 1), image([4, 4, 1], 0))).toBeCloseTo(expected(219), 9)
})

test('identical images and NaN', () => {
  const some = image([3, 3, 3], 0.1, 0.2, 0.4)
  expect(psnr(some, some)).toBe(Number.POSITIVE_INFINITY)
  expect(psnrLuma(some, some)).toBe(Number.POSITIVE_INFINITY)
  expect(psnr(some, image([3, 3, 3], 0.1, Number.NaN))).toBeNaN()
})

test('images that cannot be compared are refused', () => {
  const three = image([3, 3, 3], 0)
  expect(() => psnr(three, image([3, 4, 3], 0))).toThrow(DataError)
  expect(() => psnr(three, image([3, 3, 1], 0))).toThrow('3×3 with 3 channels and 3×3 with 1 channels')
  expect(() => psnr(three, image([9, 3], 0))).toThrow('got [9,3] of 27 numbers')
  expect(() => psnr(three, { shape: [3, 3, 3], data: new Float32Array(26) })).toThrow('26 numbers')
  expect(() => psnr(image([0, 3, 3], 0), image([0, 3, 3], 0))).toThrow(DataError)
  expect(() => psnrLuma(image([3, 3, 2], 0), image([3, 3, 2], 0))).toThrow('luma needs an RGB or grey')
})
