import type { Task } from '@dfpir/core'
import type { Detection, Detector } from '@dfpir/detector'
import type { RgbPicture } from '@dfpir/images'

/** A detection in a picture with known damage. */
export interface Observation {
  /** Its damage, such as `derain` or `denoise 25`. */
  readonly kind: string
  /** The tasks that repair it; empty for a clean picture. */
  readonly truth: readonly Task[]
  /** Standard deviation of its noise, if known. */
  readonly sigma?: number
  readonly found: Detection
}

/** A picture with known damage. */
export interface KnownPicture extends Omit<Observation, 'found'> {
  readonly picture: RgbPicture
}

/** Runs a detector on pictures one by one. */
export async function observe(detector: Detector, known: AsyncIterable<KnownPicture>): Promise<Observation[]> {
  const observations: Observation[] = []
  for await (const { picture, ...label } of known) {
    observations.push({ ...label, found: await detector.detect(picture) })
  }
  return observations
}
