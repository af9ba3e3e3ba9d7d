import { type Random, UsageError } from '@dfpir/core'
import { rgbPicture } from '@dfpir/images'
import type { Degradation } from './degradation.js'
import type { DegradationKind } from './kind.js'

/**
 * White Gaussian noise on 8-bit samples, as the released code of DFPIR (and of PromptIR and AirNet before it) adds it:
 *
 *     y = trunc(clip(x + σ·n, 0, 255)),  n ~ N(0, 1) per sample
 *
 * Truncating to whole numbers lowers the mean by about half a level; published scores include this.
 *
 * @param data 8-bit samples in any layout; left unchanged.
 * @param sigma standard deviation in 8-bit levels (15, 25 and 50 in the paper)
 * @param random draws one normal number per sample, in order
 * @throws UsageError when `sigma` is negative or not finite.
 */
export function addGaussianNoise(data: Uint8Array, sigma: number, random: Random): Uint8Array {
  checkSigma(sigma)
  const noisy = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) {
    noisy[i] = Math.min(Math.max(data[i] + sigma * random.normal(), 0), 255)
  }
  return noisy
}

/**
 * {@link addGaussianNoise} as a degradation, named `denoise-25` for σ 25.
 *
 * @throws UsageError when `sigma` is negative or not finite.
 */
export function gaussianNoise(sigma: number): Degradation {
  checkSigma(sigma)
  return {
    name: `denoise-${sigma}`,
    apply: ({ width, height, data }, random) => rgbPicture(width, height, addGaussianNoise(data, sigma, random)),
  }
}

/**
 * {@link addGaussianNoise} as a degradation named `denoise`, with a level drawn uniformly between two for each picture.
 *
 * @throws UsageError when a level is negative or not finite.
 */
export function gaussianNoiseBetween(least: number, most: number): Degradation {
  checkSigma(least)
  checkSigma(most)
  return {
    name: 'denoise',
    apply: (picture, random) => gaussianNoise(random.uniform(least, most)).apply(picture, random),
  }
}

/** {@link addGaussianNoise} with a random level. */
export const denoiseKind: DegradationKind<'sigma'> = {
  name: 'denoise',
  effect: 'noise',
  parameters: {
    sigma: { about: 'standard deviation of the noise', unit: '8-bit levels', valid: [0, 255], drawn: [5, 50] },
  },
  degrade: ({ width, height, data }, { sigma }, random) =>
    rgbPicture(width, height, addGaussianNoise(data, sigma, random)),
}

/** @throws UsageError for a level of noise that is negative or not finite */
export function checkSigma(sigma: number): void {
  if (Number.isFinite(sigma) && sigma >= 0) return
  throw new UsageError(`the noise level sigma must be a number of at least 0, got ${sigma}`, {
    hint: 'Give sigma in 8-bit levels; 15, 25 and 50 are common.',
  })
}
