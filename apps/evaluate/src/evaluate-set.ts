import type { Picture } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/degradations'
import { comparePictures, type PictureSimilarity } from '@dfpir/metrics'
import type { EvaluationSet } from './evaluation-set.js'

/** The scores of one restored picture. */
export interface ImageScores extends PictureSimilarity {
  /** The file's path below its folder. */
  readonly name: string
}

/** How near restored pictures are to what they should be. */
export interface EvaluationResult extends PictureSimilarity {
  readonly images: readonly ImageScores[]
  /** Means of the same measures over the pictures as they were given, not restored. */
  readonly input: PictureSimilarity
}

export interface EvaluateSetOptions {
  /** Told after each picture. */
  onImage?(scores: ImageScores, done: number): void
  signal?: AbortSignal
}

/**
 * Restores each picture of a set and measures it, and the unrestored one, against the target: PSNR and SSIM on RGB, as
 * 8-bit values. Means are means over pictures, so one that is restored perfectly makes the mean PSNR infinite.
 *
 * @param restore what turns a degraded 8-bit RGB picture into a restored one of the same size, clipped and rounded to
 *   8 bits.
 * @throws DataError when a picture cannot be read or is smaller than SSIM's window of 7×7.
 */
export async function evaluateSet(
  set: EvaluationSet,
  restore: (input: RgbPicture) => Promise<Picture>,
  { onImage, signal }: EvaluateSetOptions = {},
): Promise<EvaluationResult> {
  const images: ImageScores[] = []
  const inputs: PictureSimilarity[] = []
  for (let index = 0; index < set.length; index++) {
    signal?.throwIfAborted()
    const { name, input, target } = await set.read(index)
    inputs.push(comparePictures(input, target))
    images.push({ name, ...comparePictures(await restore(input), target) })
    onImage?.(images[index], images.length)
  }
  return { images, ...meanOf(images), input: meanOf(inputs) }
}

function meanOf(scores: readonly PictureSimilarity[]): PictureSimilarity {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { psnr: mean(scores.map(({ psnr }) => psnr)), ssim: mean(scores.map(({ ssim }) => ssim)) }
}
