import { mean, UsageError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'

/** Mean red, green and blue, 0 … 255. */
export type MeanColour = readonly [number, number, number]

export interface MeanReds {
  /** Number of red pixels in the original. */
  readonly pixels: number
  readonly original: MeanColour
  /** Mean colour of the same pixels in the restored picture. */
  readonly restored: MeanColour
}

/**
 * Measures how well a restoration keeps reds: the mean colour of the pixels that are red in the original (red above 110,
 * and more than twice green and blue). Undefined if there are none.
 *
 * @throws UsageError if the pictures differ in size
 */
export function meanReds(restored: RgbPicture, original: RgbPicture): MeanReds | undefined {
  if (restored.width !== original.width || restored.height !== original.height) {
    const [a, b] = [restored, original].map(({ width, height }) => `${width}×${height}`)
    throw new UsageError(`expected pictures of the same size, got ${a} and ${b}`)
  }
  const reds = redPixels(original)
  if (reds.length === 0) return undefined
  return { pixels: reds.length, original: meanOf(original, reds), restored: meanOf(restored, reds) }
}

/** Returns the offsets of the red pixels. */
function redPixels({ data }: RgbPicture): number[] {
  const starts = Array.from({ length: data.length / 3 }, (_, pixel) => 3 * pixel)
  return starts.filter(i => data[i] > 110 && data[i] > 2 * data[i + 1] && data[i] > 2 * data[i + 2])
}

function meanOf({ data }: RgbPicture, starts: readonly number[]): MeanColour {
  const level = (channel: number) => mean(starts.map(start => data[start + channel]))
  return [level(0), level(1), level(2)]
}
