import { DataError, type Picture } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/degradations'
import { comparePictures, type PictureSimilarity } from '@dfpir/metrics'
import type { EvaluationSet } from './evaluation-set.js'

/** The scores of one restored picture. */
export interface ImageScores extends PictureSimilarity {
  /** The file's path below its folder. */
  readonly name: string
}

/** A picture that could not be read or restored. */
export interface FailedImage {
  readonly name: string
  readonly error: DataError
}

/** How near restored pictures are to what they should be. */
export interface EvaluationResult extends PictureSimilarity {
  readonly images: readonly ImageScores[]
  /** Pictures that the means lack. */
  readonly failed: readonly FailedImage[]
  /** Means of the same measures over the pictures as they were given, not restored. */
  readonly input: PictureSimilarity
}

export interface EvaluateSetOptions {
  /** Told after each picture that was measured; `done` counts those that failed, too. */
  onImage?(scores: ImageScores, done: number): void
  signal?: AbortSignal
}

/**
 * Restores each picture of a set and measures it, and the unrestored one, against the target: PSNR and SSIM on RGB, as
 * 8-bit values. Means are means over pictures, so one that is restored perfectly makes the mean PSNR infinite; they are
 * NaN when nothing could be measured. A picture that cannot be read or restored, or is smaller than SSIM's window of
 * 7×7, is remembered and the others are still measured.
 *
 * @param restore what turns a degraded 8-bit RGB picture into a restored one of the same size, clipped and rounded to
 *   8 bits.
 */
export async function evaluateSet(
  set: EvaluationSet,
  restore: (input: RgbPicture) => Promise<Picture>,
  { onImage, signal }: EvaluateSetOptions = {},
): Promise<EvaluationResult> {
  const images: ImageScores[] = []
  const inputs: PictureSimilarity[] = []
  const failed: FailedImage[] = []
  for (const [index, name] of set.names.entries()) {
    signal?.throwIfAborted()
    try {
      const { input, target } = await set.read(index)
      const scores = { name, ...comparePictures(await restore(input), target) }
      inputs.push(comparePictures(input, target))
      images.push(scores)
      onImage?.(scores, index + 1)
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      failed.push({ name, error })
    }
  }
  return { images, ...meanOf(images), input: meanOf(inputs), failed }
}

function meanOf(scores: readonly PictureSimilarity[]): PictureSimilarity {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { psnr: mean(scores.map(({ psnr }) => psnr)), ssim: mean(scores.map(({ ssim }) => ssim)) }
}
