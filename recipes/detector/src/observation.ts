import type { RgbPicture } from '@dfpir/degradations'
import type { Condition, Detection, Detector } from '@dfpir/detector'

/** What was found in a picture of which one knows what is the matter. */
export interface Observation {
  /** What was done to it, such as `derain` or `denoise 25`. */
  readonly kind: string
  readonly truth: Condition
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

/** Whether the most probable condition is the right one. */
export function isRight({ truth, found }: Observation): boolean {
  return found.condition === truth
}
