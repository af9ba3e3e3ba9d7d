import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { degradedCopy, denoiseKind } from '@dfpir/degradations'
import { writePicture } from '@dfpir/images'
import { comparePictures } from '@dfpir/metrics'
import { measureClassical } from './measure-classical.js'
import { colouredBlocks } from './picture.test.helper.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-classical-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('means over the photographs, each degraded under its own name', async () => {
  const photographs = { 'a.png': colouredBlocks(32, 24), 'b.png': colouredBlocks(24, 40) }
  for (const [name, picture] of Object.entries(photographs)) await writePicture(join(folder, name), picture)
  const scores = await measureClassical(folder, 1001)
  expect(scores.map(({ method, task }) => `${task}: ${method}`)).toEqual([
    'denoise 15: median 3×3',
    'denoise 25: median 3×3',
    'denoise 50: median 3×3',
    'denoise 15: median 5×5',
    'denoise 25: median 5×5',
    'denoise 50: median 5×5',
    'derain: median 3×3',
    'derain: median 5×5',
    'dehaze: dark channel prior, ω 0.95',
    'dehaze: dark channel prior, ω 0.8',
    'deblur: unsharp mask, σ 0.7',
    'lowlight: gamma curve, γ 2.5',
  ])
  const inputs = Object.entries(photographs).map(([name, clean]) => {
    const { picture } = degradedCopy(clean, denoiseKind, { seed: 1001, name, given: { sigma: 25 } })
    return comparePictures(picture, clean)
  })
  expect(scores[1]).toMatchObject({ pictures: 2, input: scores[4].input })
  expect(scores[1].input.psnr).toBeCloseTo((inputs[0].psnr + inputs[1].psnr) / 2, 10)
  expect(scores[1].input.ssim).toBeCloseTo((inputs[0].ssim + inputs[1].ssim) / 2, 10)
  expect(scores[1].output.psnr).not.toBe(scores[4].output.psnr)
})
