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
  /** Those of the picture as it was given, not restored. */
  readonly input: Scores
  /** What became of it in blind mode. */
  readonly blind?: BlindScores
}

/** A picture that could not be read or restored. */
export interface FailedImage {
  readonly name: string
  readonly error: DataError
}

/** How near restored pictures are to what they should be. */
export interface EvaluationResult extends Scores {
  readonly images: readonly ImageScores[]
  /** Pictures that the means lack. */
  readonly failed: readonly FailedImage[]
  /** SHA-256 of the measured pictures: names, samples of the inputs with their damage, and of the targets. */
  readonly dataDigest?: string
  /** Means of the same measures over the pictures as they were given, not restored. */
  readonly input: Scores
  /** The same measures in blind mode. */
  readonly blind?: BlindMeans
}

/** What blind mode makes of a picture. */
export interface BlindRestoration {
  /** Nothing where the picture is left alone. */
  readonly picture?: Picture
  readonly detection: Detection
}

/** Restores degraded 8-bit RGB pictures: into others of the same size, clipped and rounded to 8 or 16 bits. */
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
 * on luma if that is asked for. Means are means over pictures, so one that is restored perfectly makes
 * the mean PSNR infinite; they are NaN when nothing could be measured. A picture that cannot be read or restored, or is
 * smaller than SSIM's window of 7×7, is remembered and the others are still measured. One that blind mode leaves alone
 * scores what its input does. Without `oracle` the scores are those of blind mode, without either those of the inputs.
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
  const untold = await blind?.(input)
  const inputScores = scoreOf(input, target, options)
  const told = restored && scoreOf(restored, target, options)
  const found = untold && (untold.picture ? scoreOf(untold.picture, target, options) : inputScores)
  return {
    scores: {
      name,
      ...(told ?? found ?? inputScores),
      input: inputScores,
      ...(untold && found && { blind: { ...found, ...describe(untold) } }),
    },
    pictures: { ...given, restored, blind: untold?.picture },
  }
}

function describe({
  picture,
  detection: { condition, confidence, sigma },
}: BlindRestoration): Omit<BlindScores, keyof Scores> {
  return { condition, confidence, sigma, leftAlone: picture === undefined }
}
