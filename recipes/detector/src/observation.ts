import type { Task } from '@dfpir/core'
import type { Detection, Detector } from '@dfpir/detector'
import type { RgbPicture } from '@dfpir/images'

/** What was found in a picture of which one knows what is the matter. */
export interface Observation {
  /** What was done to it, such as `derain` or `denoise 25`. */
  readonly kind: string
  /** What is to be repaired in it; nothing in a clean picture. */
  readonly truth: readonly Task[]
  /** The noise that it was given, where its level is known. */
  readonly sigma?: number
  readonly found: Detection
}

/** A picture of which one knows what is the matter. */
export interface KnownPicture extends Omit<Observation, 'found'> {
  readonly picture: RgbPicture
}

/** What a detector says of pictures, one after the other. */
export async function observe(detector: Detector, known: AsyncIterable<KnownPicture>): Promise<Observation[]> {
  const observations: Observation[] = []
  for await (const { picture, ...label } of known) {
    observations.push({ ...label, found: await detector.detect(picture) })
  }
  return observations
}
