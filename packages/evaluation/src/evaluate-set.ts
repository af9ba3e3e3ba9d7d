import { createHash } from 'node:crypto'
import { DataError, type Picture } from '@dfpir/core'
import type { Detection } from '@dfpir/detector'
import type { RgbPicture } from '@dfpir/images'
import { type BlindMeans, type BlindScores, blindMeans } from './blind-scores.js'
import type { EvaluationCase, EvaluationSet } from './evaluation-set.js'
import { meanOf, type ScoreOptions, type Scores, scoreOf } from './scores.js'

/** The scores of one restored picture. */
export interface ImageScores extends Scores {
  /** The file's path below its folder. */
  readonly name: string
  /** The scores of the unrestored input. */
  readonly input: Scores
  /** The scores in blind mode. */
  readonly blind?: BlindScores
}

/** A picture that could not be read or restored. */
export interface FailedImage {
  readonly name: string
  readonly error: DataError
}

/** The scores of restored pictures against their targets. */
export interface EvaluationResult extends Scores {
  readonly images: readonly ImageScores[]
  /** Pictures that the means exclude. */
  readonly failed: readonly FailedImage[]
  /** SHA-256 of the measured pictures: names, samples of the inputs with their damage, and of the targets. */
  readonly dataDigest?: string
  /** Means of the same measures over the unrestored inputs. */
  readonly input: Scores
  /** The same measures in blind mode. */
  readonly blind?: BlindMeans
}

/** The result of blind mode for a picture. */
export interface BlindRestoration {
  /** Undefined if the picture is left unchanged. */
  readonly picture?: Picture
  readonly detection: Detection
}

/** Restores degraded 8-bit RGB pictures to pictures of the same size, clipped and rounded to 8 or 16 bits. */
export interface Restoring {
  /** Restores a picture with knowledge of the damage in it. */
  oracle?(input: RgbPicture): Promise<Picture>
  /** Restores a picture without that knowledge; called after `oracle` for each picture. */
  blind?(input: RgbPicture): Promise<BlindRestoration>
}

/** A measured picture and its restorations. */
export interface MeasuredPictures extends EvaluationCase {
  /** The result of `oracle`, if there is one. */
  readonly restored?: Picture
  /** The result of `blind`; undefined if the picture was left alone. */
  readonly blind?: Picture
}

export interface EvaluateSetOptions extends ScoreOptions {
  /** Called after each measured picture; `done` also counts pictures that failed. */
  onImage?(scores: ImageScores, done: number): void
  /** Called with the pictures and their scores before {@link onImage}; awaited. */
  onPictures?(pictures: MeasuredPictures, scores: ImageScores): Promise<void>
  signal?: AbortSignal
}

/**
 * Restores each picture of a set and measures it, and the unrestored one, against the target: PSNR and SSIM on RGB, and
 * optionally on luma. Means are over pictures, so one perfect restoration makes the mean PSNR infinite. They are NaN if
 * nothing could be measured. Pictures that cannot be read or restored, or are smaller than SSIM's window of 7×7, are
 * reported as failures, and the others are still measured. A picture that blind mode leaves unchanged has the scores of
 * its input. Without `oracle`, the scores are those of blind mode; without both, those of the inputs.
 */
export async function evaluateSet(
  set: EvaluationSet,
  restoring: Restoring,
  { luma, onImage, onPictures, signal }: EvaluateSetOptions = {},
): Promise<EvaluationResult> {
  const images: ImageScores[] = []
  const failed: FailedImage[] = []
  const hash = createHash('sha256')
  for (const [index, name] of set.names.entries()) {
    signal?.throwIfAborted()
    try {
      const { scores, pictures } = await measure(await set.read(index), restoring, { luma })
      hash.update(`${name}\0`).update(pictures.input.data).update(pictures.target.data)
      images.push(scores)
      await onPictures?.(pictures, scores)
      onImage?.(scores, index + 1)
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      failed.push({ name, error })
    }
  }
  const input = meanOf(images.map(image => image.input))
  const dataDigest = hash.digest('hex')
  return { images, ...meanOf(images), input, blind: blindMeans(images, restoring), failed, dataDigest }
}

interface Measured {
  readonly scores: ImageScores
  readonly pictures: MeasuredPictures
}

async function measure(given: EvaluationCase, { oracle, blind }: Restoring, options: ScoreOptions): Promise<Measured> {
  const { name, input, target } = given
  const restored = await oracle?.(input)
  const blindly = await blind?.(input)
  const inputScores = scoreOf(input, target, options)
  const known = restored && scoreOf(restored, target, options)
  const found = blindly && (blindly.picture ? scoreOf(blindly.picture, target, options) : inputScores)
  return {
    scores: {
      name,
      ...(known ?? found ?? inputScores),
      input: inputScores,
      ...(blindly && found && { blind: { ...found, ...describe(blindly) } }),
    },
    pictures: { ...given, restored, blind: blindly?.picture },
  }
}

function describe({
  picture,
  detection: { condition, confidence, sigma },
}: BlindRestoration): Omit<BlindScores, keyof Scores> {
  return { condition, confidence, sigma, leftAlone: picture === undefined }
}
