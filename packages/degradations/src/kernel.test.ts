import { DataError, Random, UsageError } from '@dfpir/core'
import { toFloat } from '@dfpir/images'
import fc from 'fast-check'
import { type BlurKernel, blur, blurKernel, mirror } from './kernel.js'
import { level, mean, photograph } from './photograph.test.helper.js'

function randomKernel(width: number, height: number, seed: number): BlurKernel {
  const random = new Random(seed)
  const weights = Float32Array.from({ length: width * height }, () => (random.uniform() < 0.5 ? 0 : random.uniform()))
  weights[0] += 0.1
  return blurKernel({ width, height, originX: random.integer(width), originY: random.integer(height), weights })
}

const side = fc.integer({ min: 1, max: 12 })

test('kernels have the sum 1', () => {
  expect(mean(randomKernel(5, 3, 1).weights) * 15).toBeCloseTo(1, 6)
  const nothing = { width: 2, height: 1, originX: 0, originY: 0, weights: new Float32Array(2) }
  expect(() => blurKernel(nothing)).toThrow(UsageError)
})

test('a blur is the weighted sum of mirrored neighbours, for any sizes', () => {
  fc.assert(
    fc.property(side, side, side, side, fc.nat(99), (width, height, across, down, seed) => {
      const image = toFloat(photograph(width, height))
      const weights = randomKernel(across, down, seed)
      const blurred = blur(image, weights)
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let sum = 0
          for (let i = 0; i < across * down; i++) {
            const column = mirror(x + (i % across) - weights.originX, width)
            const row = mirror(y + Math.floor(i / across) - weights.originY, height)
            sum += weights.weights[i] * image.data[(row * width + column) * 3 + 1]
          }
          expect(blurred.data[(y * width + x) * 3 + 1]).toBeCloseTo(sum, 5)
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('one level stays that level', () => {
  for (const value of blur(level(9, 6, 0.3), randomKernel(7, 9, 3)).data) expect(value).toBeCloseTo(0.3, 6)
})

test('a kernel that is the same in all directions keeps the mean of every picture', () => {
  const symmetric = blurKernel({
    width: 3,
    height: 3,
    originX: 1,
    originY: 1,
    weights: Float32Array.of(1, 2, 1, 2, 4, 2, 1, 2, 1),
  })
  fc.assert(
    fc.property(side, side, (width, height) => {
      const image = toFloat(photograph(width, height))
      expect(mean(blur(image, symmetric).data)).toBeCloseTo(mean(image.data), 6)
    }),
  )
})

test('mirrors repeat the picture back and forth', () => {
  expect(Array.from({ length: 11 }, (_, index) => mirror(index - 4, 3))).toEqual([2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0])
  expect([-2, -1, 0, 1].map(index => mirror(index, 1))).toEqual([0, 0, 0, 0])
})

test('what is no image is refused', () => {
  expect(() => blur({ shape: [2, 2], data: new Float32Array(4) }, randomKernel(1, 1, 0))).toThrow(DataError)
})
