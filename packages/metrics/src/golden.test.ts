import { readFile } from 'node:fs/promises'
import { readSafetensors, toStateDict } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { goldenPath } from '@dfpir/testing'
import { psnr, psnrLuma } from './psnr.js'
import { ssim } from './ssim.js'

interface Expected {
  case: number | 'identical'
  psnr: number
  ssim: number
  psnr_y: number
  ssim_gaussian: number | null
}

let images: Map<string, Float32Tensor>
let expected: Expected[]

beforeAll(async () => {
  const { tensors } = await readSafetensors(goldenPath('metrics/images.safetensors'))
  images = toStateDict(tensors)
  const all: Expected[] = JSON.parse(await readFile(goldenPath('metrics/expected.json'), 'utf8'))
  expected = all.filter(item => item.case !== 'identical')
})

/** The measure of each pair. */
const measure = (items: Expected[], metric: (a: Float32Tensor, b: Float32Tensor) => number) =>
  items.map(item => metric(images.get(`${item.case}.reference`)!, images.get(`${item.case}.restored`)!))

// The expected PSNR and SSIM were computed in float32 (scikit-image keeps its input's type), luma in float64.
test('PSNR is scikit-image’s', () => {
  expect(expected).toHaveLength(6)
  expect(measure(expected, psnr)).toBeWithin(
    3e-7,
    expected.map(item => item.psnr),
  )
})

test('PSNR on luma', () => {
  expect(measure(expected, psnrLuma)).toBeWithin(
    1e-12,
    expected.map(item => item.psnr_y),
  )
})

test('SSIM with the uniform window is scikit-image’s', () => {
  expect(measure(expected, ssim)).toBeWithin(
    3e-7,
    expected.map(item => item.ssim),
  )
})

test('SSIM with the Gaussian window', () => {
  const large = expected.filter(item => item.ssim_gaussian !== null)
  const measured = measure(large, (a, b) => ssim(a, b, { window: 'gaussian' }))
  expect(large).toHaveLength(4)
  expect(measured).toBeWithin(
    3e-7,
    large.map(item => item.ssim_gaussian!),
  )
})
