import { join } from 'node:path'
import { type Picture, Random } from '@dfpir/core'
import { gaussianNoise } from '@dfpir/degradations'
import { sideBySide, writePicture } from '@dfpir/images'
import type { Restorer } from '@dfpir/inference'
import { comparePictures } from '@dfpir/metrics'
import type { Photograph } from './photographs.js'

/** One restored copy: how near it and the noisy copy are to the original. */
export interface DemoScore {
  readonly name: string
  readonly sigma: number
  readonly before: { readonly psnr: number; readonly ssim: number }
  readonly after: { readonly psnr: number; readonly ssim: number }
  readonly seconds: number
}

export interface ShowDenoisingOptions {
  restorer: Restorer
  /** Standard deviations of the noise, on the scale 0 … 255. */
  sigmas: readonly number[]
  /** Where the pictures are written; made when it is missing. */
  folder: string
  onScore?: (score: DemoScore) => void
}

/**
 * Makes noisy copies of a photograph, the same at each run, restores them without being told how noisy they are, and
 * writes both and, for each, a strip of noisy, restored and original.
 */
export async function showDenoising(photograph: Photograph, options: ShowDenoisingOptions): Promise<DemoScore[]> {
  const scores: DemoScore[] = []
  for (const sigma of options.sigmas) {
    const score = await denoise(photograph, sigma, options)
    scores.push(score)
    options.onScore?.(score)
  }
  return scores
}

async function denoise(
  { name, picture }: Photograph,
  sigma: number,
  { restorer, folder }: ShowDenoisingOptions,
): Promise<DemoScore> {
  const noisy = gaussianNoise(sigma).apply(picture, Random.derive(0, name, sigma))
  const { picture: restored, seconds } = await restorer.restore(noisy, { task: 'denoise' })
  const files: Record<string, Picture> = {
    [`${name}.noisy-${sigma}.png`]: noisy,
    [`${name}.restored-${sigma}.png`]: restored,
    [`${name}.compared-${sigma}.png`]: sideBySide([noisy, restored, picture]),
  }
  for (const [file, content] of Object.entries(files)) await writePicture(join(folder, file), content)
  return { name, sigma, before: comparePictures(noisy, picture), after: comparePictures(restored, picture), seconds }
}
