import type { Condition } from '@dfpir/detector'
import { meanOf, type Scores } from './scores.js'

/** The scores of a picture in blind mode, and what was found in it. */
export interface BlindScores extends Scores {
  readonly condition: Condition
  readonly confidence: number
  /** The noise's standard deviation, in 8-bit levels. It means something where the condition is `denoise`. */
  readonly sigma: number
  /** Then the scores are those of the input. */
  readonly leftAlone: boolean
}

/** Means over pictures in blind mode. */
export interface BlindMeans extends Scores {
  /** How many pictures were left alone; the means count them as they are. */
  readonly leftAlone: number
  /**
   * What blind mode gains over being told, in dB: the mean over the pictures that it restored. Absent where nobody was
   * told, or nothing was restored.
   */
  readonly gain?: number
}

/** A picture's PSNR when the task was given, and its scores in blind mode. */
interface MeasuredImage {
  readonly psnr: number
  readonly blind?: BlindScores
}

/** What blind mode's scores amount to; nothing where there was no blind mode. */
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

/** Of two that are the same there is none, even where both are without end. */
function difference(psnr: number, other: number): number {
  return psnr === other ? 0 : psnr - other
}
