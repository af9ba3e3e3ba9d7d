import { DataError, type Picture } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/degradations'
import type { Detection } from '@dfpir/detector'
import { comparePictures, type PictureSimilarity } from '@dfpir/metrics'
import { type BlindMeans, type BlindScores, blindMeans } from './blind-scores.js'
import type { EvaluationCase, EvaluationSet } from './evaluation-set.js'
import { meanOf } from './mean-of.js'

/** The scores of one restored picture. */
export interface ImageScores extends PictureSimilarity {
  /** The file's path below its folder. */
  readonly name: string
  /** What became of it in blind mode. */
  readonly blind?: BlindScores
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
  /** The same measures in blind mode. */
  readonly blind?: BlindMeans
}

/** What blind mode makes of a picture. */
export interface BlindRestoration {
  /** Nothing where the picture is left alone. */
  readonly picture?: Picture
  readonly detection: Detection
}

/** Restores degraded 8-bit RGB pictures: into others of the same size, clipped and rounded to 8 bits. */
export interface Restoring {
  /** Told what is wrong with them. */
  oracle?(input: RgbPicture): Promise<Picture>
  /** Not told. For each picture it is called after `oracle`. */
  blind?(input: RgbPicture): Promise<BlindRestoration>
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
 * 7×7, is remembered and the others are still measured. One that blind mode leaves alone scores what its input does.
 * Without `oracle` the scores are those of blind mode, without either those of the inputs.
 */
export async function evaluateSet(
  set: EvaluationSet,
  restoring: Restoring,
  { onImage, signal }: EvaluateSetOptions = {},
): Promise<EvaluationResult> {
  const images: ImageScores[] = []
  const inputs: PictureSimilarity[] = []
  const failed: FailedImage[] = []
  for (const [index, name] of set.names.entries()) {
    signal?.throwIfAborted()
    try {
      const { input, ...scores } = await measure(await set.read(index), restoring)
      inputs.push(input)
      images.push({ name, ...scores })
      onImage?.({ name, ...scores }, index + 1)
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      failed.push({ name, error })
    }
  }
  return { images, ...meanOf(images), input: meanOf(inputs), blind: blindMeans(images, restoring), failed }
}

async function measure({ input, target }: EvaluationCase, { oracle, blind }: Restoring) {
  const told = oracle && comparePictures(await oracle(input), target)
  const untold = await blind?.(input)
  const inputScores = comparePictures(input, target)
  const blindScores = untold && scoresOf(untold, target, inputScores)
  const { psnr, ssim } = told ?? blindScores ?? inputScores
  return { psnr, ssim, blind: blindScores, input: inputScores }
}

function scoresOf({ picture, detection }: BlindRestoration, target: RgbPicture, input: PictureSimilarity): BlindScores {
  const { condition, confidence } = detection
  const scores = picture ? comparePictures(picture, target) : input
  return { ...scores, condition, confidence, leftAlone: picture === undefined }
}
