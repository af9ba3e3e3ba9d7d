import { blindMeans } from './blind-scores.js'
import type { ImageScores, Restoring } from './evaluate-set.js'

/** Says which modes there were; neither is called. */
const both: Restoring = {
  oracle: () => Promise.reject(),
  blind: () => Promise.reject(),
}

function scores(psnr: number, blind: number, leftAlone = false): ImageScores {
  const input = { psnr: 20, ssim: 0.5 }
  const found = { psnr: blind, ssim: 1, condition: 'denoise', confidence: 0.9, sigma: 25, leftAlone } as const
  return { name: '1.png', psnr, ssim: 1, input, blind: found }
}

test('the gain is the mean over what blind mode restored', () => {
  const means = blindMeans([scores(30, 31), scores(30, 20, true), scores(32, 32)], both)
  expect(means).toMatchObject({ leftAlone: 1, gain: 0.5 })
})

test('where both restore a picture exactly, nothing is gained', () => {
  const exact = scores(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
  expect(blindMeans([exact, scores(30, 31)], both)).toMatchObject({ gain: 0.5 })
})
