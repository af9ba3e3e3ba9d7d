import { join } from 'node:path'
import { listImages, readPicture } from '@dfpir/datasets'
import { degradedCopy, denoiseKind, jpegKind } from '@dfpir/degradations'
import type { NamedSet } from '@dfpir/evaluation'
import type { RgbPicture } from '@dfpir/images'

/** The level of the noise, in 8-bit levels, and the qualities of the JPEGs. */
const sigma = 25
const qualities = [70, 80, 90, 95]

export interface JpegSetsOptions {
  readonly seed: number
  /** How many photographs, at most; all unless given. */
  readonly limit?: number
}

/**
 * Clean photographs with Gaussian noise of σ 25 that went through JPEGs, a set for each quality from 70 to 95: the same as
 * `dfpir degrade --chain denoise,jpeg --sigma 25 --quality N --seed SEED` makes.
 *
 * @throws UsageError when the folder is missing, DataError when it holds no image.
 */
export async function jpegSets(folder: string, { seed, limit }: JpegSetsOptions): Promise<NamedSet[]> {
  const names = (await listImages(folder)).slice(0, limit)
  return qualities.map(quality => ({
    title: `σ ${sigma}, JPEG ${quality}`,
    set: {
      task: 'denoise',
      sigma,
      names,
      async read(index) {
        const name = names[index]
        const target = await readPicture(join(folder, name))
        return { name, input: noisyJpeg(target, { quality, seed, name }), target }
      },
    },
  }))
}

function noisyJpeg(
  clean: RgbPicture,
  { quality, ...options }: { quality: number; seed: number; name: string },
): RgbPicture {
  const noisy = degradedCopy(clean, denoiseKind, { ...options, given: { sigma } }).picture
  return degradedCopy(noisy, jpegKind, { ...options, given: { quality } }).picture
}
