import type { Condition } from '@dfpir/detector'
import { meanOf, type Scores } from './scores.js'

/** The scores of a picture in blind mode, and its detected damage. */
export interface BlindScores extends Scores {
  readonly condition: Condition
  readonly confidence: number
  /** The noise's standard deviation in 8-bit levels; meaningful if the condition is `denoise`. */
  readonly sigma: number
  /** Whether the picture was left unchanged; the scores are then those of the input. */
  readonly leftAlone: boolean
}

/** Means over pictures in blind mode. */
export interface BlindMeans extends Scores {
  /** The number of pictures left unchanged; the means include them unrestored. */
  readonly leftAlone: number
  /**
   * The gain of blind mode over a given task in dB: the mean over the pictures that it restored. Absent if no task was
   * given or nothing was restored.
   */
  readonly gain?: number
}

/** A picture's PSNR with the given task, and its scores in blind mode. */
interface MeasuredImage {
  readonly psnr: number
  readonly blind?: BlindScores
}

/** The means of blind mode; undefined without blind mode. */
export function blindMeans(
  images: readonly MeasuredImage[],
  { oracle, blind }: { readonly oracle?: unknown; readonly blind?: unknown },
): BlindMeans | undefined {
  if (!blind) return undefined
  const scores = images.flatMap(image => image.blind ?? [])
  const gains = images.flatMap(({ blind, psnr }) => (blind && !blind.leftAlone ? [difference(blind.psnr, psnr)] : []))
  const gain = gains.reduce((sum, value) => sum + value, 0) / gains.length
  const leftAlone = scores.length - gains.length
  return { ...meanOf(scores), leftAlone, ...(oracle !== undefined && gains.length > 0 && { gain }) }
}

/** Equal values differ by 0, even if both are infinite. */
function difference(psnr: number, other: number): number {
  return psnr === other ? 0 : psnr - other
}
