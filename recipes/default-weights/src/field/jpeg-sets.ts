import { join } from 'node:path'
import { listImages, readPicture } from '@dfpir/datasets'
import { degradedCopy, denoiseKind, jpegKind } from '@dfpir/degradations'
import type { NamedSet } from '@dfpir/evaluation'
import type { RgbPicture } from '@dfpir/images'

/** Standard deviation of the noise in 8-bit levels, and JPEG qualities. */
const sigma = 25
const qualities = [70, 80, 90, 95]

export interface JpegSetsOptions {
  readonly seed: number
  /** Maximum number of photographs. @default all */
  readonly limit?: number
}

/**
 * Adds Gaussian noise of σ 25 to clean photographs and saves them as JPEG, in a set for each quality from 70 to 95. The
 * pictures are those of `dfpir degrade --chain denoise,jpeg --sigma 25 --quality N --seed SEED`.
 *
 * @throws UsageError if the folder does not exist, DataError if it contains no image.
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
