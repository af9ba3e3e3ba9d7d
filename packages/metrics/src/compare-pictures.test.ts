import { DataError, type Picture, Random } from '@dfpir/core'
import { comparePictures } from './compare-pictures.js'
import { psnr } from './psnr.js'
import { ssim } from './ssim.js'

const random = new Random(5)

function picture(channels: Picture['channels'], depth: Picture['depth'] = 8, size = 12): Picture {
  const samples = Array.from({ length: size * size * channels }, () => random.integer(2 ** depth))
  const data = depth === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples)
  return { width: size, height: size, channels, depth, data }
}

const tensor = ({ width, height, channels, depth, data }: Picture) => {
  return { shape: [height, width, channels], data: Float32Array.from(data, value => value / (2 ** depth - 1)) }
}

test.each([8, 16] as const)('%i bits: as the float images', depth => {
  const [a, b] = [picture(3, depth), picture(3, depth)]
  const both = comparePictures(a, b)
  expect(both.psnr).toBeCloseTo(psnr(tensor(a), tensor(b)), 5)
  expect(both.ssim).toBeCloseTo(ssim(tensor(a), tensor(b)), 5)
})

test('a picture of 8 bits equals itself in 16', () => {
  const a = picture(3)
  const wide: Picture = { ...a, depth: 16, data: Uint16Array.from(a.data, value => value * 257) }
  expect(comparePictures(a, wide).psnr).toBeGreaterThan(300)
  expect(comparePictures(a, a)).toEqual({ psnr: Number.POSITIVE_INFINITY, ssim: 1 })
})

test('alpha is ignored', () => {
  const a = picture(4)
  const b: Picture = { ...a, data: a.data.map((value, i) => (i % 4 === 3 ? 255 - value : value)) }
  expect(comparePictures(a, b).psnr).toBe(Number.POSITIVE_INFINITY)
})

test('grey stands for three equal channels', () => {
  const grey = picture(2)
  const rgb: Picture = {
    ...grey,
    channels: 3,
    data: Uint8Array.from({ length: 432 }, (_, i) => grey.data[Math.floor(i / 3) * 2]),
  }
  expect(comparePictures(grey, rgb).psnr).toBe(Number.POSITIVE_INFINITY)
  expect(comparePictures(grey, rgb, { luma: true }).ssim).toBe(1)
})

test('options reach the figures', () => {
  const [a, b] = [picture(3), picture(3)]
  const plain = comparePictures(a, b)
  expect(comparePictures(a, b, { luma: true }).psnr).toBeGreaterThan(plain.psnr + 3)
  expect(comparePictures(a, b, { window: 'gaussian' }).ssim).not.toBeCloseTo(plain.ssim, 4)
})

test('other sizes are refused', () => {
  expect(() => comparePictures(picture(3), picture(3, 8, 13))).toThrow(DataError)
  expect(() => comparePictures(picture(3), picture(3, 8, 13))).toThrow('12×12 with 3 channels and 13×13')
  expect(() => comparePictures(picture(3, 8, 6), picture(3, 8, 6))).toThrow('window is 7×7')
  expect(() => comparePictures({ ...picture(3), width: 11 }, picture(3))).toThrow(', got 432')
})
