import type { Picture } from '@dfpir/core'
import { comparePictures, meanSimilarity, type PictureSimilarity } from '@dfpir/metrics'

/** The similarity of a picture and its target, on RGB. */
export interface Scores extends PictureSimilarity {
  /** The same on BT.601 luma, as in deraining papers; only if requested. */
  readonly luma?: PictureSimilarity
}

export interface ScoreOptions {
  /**
   * Also measures luma.
   *
   * @default false
   */
  luma?: boolean
}

/**
 * Compares a picture with its target.
 *
 * @throws DataError if they differ in size or are smaller than SSIM's window of 7×7
 */
export function scoreOf(picture: Picture, target: Picture, { luma }: ScoreOptions): Scores {
  return { ...comparePictures(picture, target), ...(luma && { luma: comparePictures(picture, target, { luma }) }) }
}

/** The mean of each measure; NaN without scores. Luma has a mean if every picture has it. */
export function meanOf(scores: readonly Scores[]): Scores {
  const luma = scores.flatMap(score => score.luma ?? [])
  return {
    ...meanSimilarity(scores),
    ...(luma.length > 0 && luma.length === scores.length && { luma: meanSimilarity(luma) }),
  }
}
