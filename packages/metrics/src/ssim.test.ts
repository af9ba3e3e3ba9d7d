import { DataError, type Float32Tensor, Random } from '@dfpir/core'
import { ssim, ssimLuma } from './ssim.js'

const random = new Random(3)
const noise = (...shape: number[]): Float32Tensor => {
  const length = shape.reduce((product, size) => product * size, 1)
  return { shape, data: Float32Array.from({ length }, () => random.uniform()) }
}

/** SSIM written straight from its definition, one window at a time, of grey images. */
function plainSsim(a: Float32Tensor, b: Float32Tensor, size: number): number {
  const [height, width] = a.shape
  const values: number[] = []
  for (let top = 0; top + size <= height; top++) {
    for (let left = 0; left + size <= width; left++) {
      const cut = ({ data }: Float32Tensor) =>
        Array.from({ length: size * size }, (_, i) => data[(top + Math.floor(i / size)) * width + left + (i % size)])
      values.push(ofWindow(cut(a), cut(b)))
    }
  }
  return mean(values)
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function ofWindow(a: number[], b: number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  const covariance = (x: number[], meanX: number, y: number[], meanY: number) =>
    (mean(x.map((value, i) => (value - meanX) * (y[i] - meanY))) * x.length) / (x.length - 1)
  const luminance = (2 * meanA * meanB + 1e-4) / (meanA ** 2 + meanB ** 2 + 1e-4)
  const variances = covariance(a, meanA, a, meanA) + covariance(b, meanB, b, meanB)
  return (luminance * (2 * covariance(a, meanA, b, meanB) + 9e-4)) / (variances + 9e-4)
}

test('equals its definition', () => {
  const [a, b] = [noise(19, 12, 1), noise(19, 12, 1)]
  expect(Math.abs(ssim(a, b) - plainSsim(a, b, 7))).toBeLessThan(1e-12)
  expect(Math.abs(ssim(a, b) - plainSsim(a, b, 9))).toBeGreaterThan(1e-3)
})

test('channels are averaged', () => {
  const [a, b] = [noise(9, 9, 3), noise(9, 9, 3)]
  const channel = ({ data }: Float32Tensor, index: number) => {
    return { shape: [9, 9, 1], data: data.filter((_, i) => i % 3 === index) }
  }
  const each = [0, 1, 2].map(index => ssim(channel(a, index), channel(b, index)))
  expect(ssim(a, b)).toBeCloseTo(mean(each), 12)
})

test.each(['uniform', 'gaussian'] as const)('%s: identical images give 1, others less, either way round', window => {
  const [a, b] = [noise(16, 20, 3), noise(16, 20, 3)]
  expect(ssim(a, a, { window })).toBe(1)
  expect(ssimLuma(a, a, { window })).toBe(1)
  expect(ssim(a, b, { window })).toBeLessThan(0.5)
  expect(ssim(a, b, { window })).toBeCloseTo(ssim(b, a, { window }), 12)
})

test('flat images are compared by their brightness', () => {
  const flat = (value: number) => ({ shape: [8, 8, 1], data: new Float32Array(64).fill(value) })
  expect(ssim(flat(0.5), flat(0.5))).toBe(1)
  expect(ssim(flat(0), flat(1))).toBeCloseTo(1e-4 / (1 + 1e-4), 9)
})

test('luma of grey is a scaled grey', () => {
  const [a, b] = [noise(8, 8, 1), noise(8, 8, 1)]
  const threefold = ({ data }: Float32Tensor) => {
    return { shape: [8, 8, 3], data: Float32Array.from({ length: 192 }, (_, i) => data[Math.floor(i / 3)]) }
  }
  expect(ssimLuma(a, b)).toBeCloseTo(ssimLuma(threefold(a), threefold(b)), 9)
  expect(ssimLuma(a, b)).not.toBeCloseTo(ssim(a, b), 3)
})

test('images smaller than the window are refused', () => {
  expect(() => ssim(noise(6, 7, 3), noise(6, 7, 3))).toThrow(DataError)
  expect(() => ssim(noise(6, 7, 3), noise(6, 7, 3))).toThrow('window is 7×7 pixels, but the images have 7×6')
  expect(() => ssim(noise(11, 10, 3), noise(11, 10, 3), { window: 'gaussian' })).toThrow('11×11')
  expect(ssim(noise(7, 7, 3), noise(7, 7, 3))).toBeLessThan(1)
})

test('NaN makes the figure NaN', () => {
  const broken = noise(40, 40, 3)
  broken.data[2400] = Number.NaN
  expect(ssim(broken, noise(40, 40, 3))).toBeNaN()
})
