import { rgbPicture } from '@dfpir/images'
import { meanReds } from './mean-reds.js'

const picture = (...pixels: number[][]) => rgbPicture(pixels.length, 1, Uint8Array.from(pixels.flat()))

test('the pixels that are red in the original are compared, and no others', () => {
  const original = picture([150, 50, 40], [170, 60, 20], [150, 80, 40], [100, 20, 20], [40, 40, 200], [200, 20, 150])
  const restored = picture([120, 70, 30], [130, 80, 10], [0, 0, 0], [9, 9, 9], [9, 9, 9], [9, 9, 9])
  expect(meanReds(restored, original)).toEqual({ pixels: 2, original: [160, 55, 30], restored: [125, 75, 20] })
})

test('a picture without reds has no mean; other sizes are refused', () => {
  expect(meanReds(picture([1, 2, 3]), picture([9, 200, 9]))).toBeUndefined()
  expect(() => meanReds(picture([1, 2, 3]), picture([1, 2, 3], [4, 5, 6]))).toThrow('the same size, got 1×1 and 2×1')
})
