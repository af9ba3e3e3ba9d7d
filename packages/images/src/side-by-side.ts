import { type Picture, UsageError } from '@dfpir/core'
import { convertPicture } from './convert-picture.js'
import { emptyPicture, hasAlpha } from './picture.js'

export interface SideBySideOptions {
  /** Pixels between two pictures. */
  gap?: number
}

/**
 * Joins pictures into one strip from left to right, aligned at the top, on white. The strip is RGB, has alpha if any
 * picture has it, and has the depth of the deepest one.
 *
 * @throws UsageError if there are no pictures, or the gap is not a whole number of at least 0
 */
export function sideBySide(pictures: readonly Picture[], { gap = 8 }: SideBySideOptions = {}): Picture {
  if (pictures.length === 0) throw new UsageError('expected at least one picture, got none')
  if (!Number.isInteger(gap) || gap < 0) throw new UsageError(`the gap must be a whole number of pixels, got ${gap}`)
  const channels = pictures.some(hasAlpha) ? 4 : 3
  const depth = pictures.some(picture => picture.depth === 16) ? 16 : 8
  const width = pictures.reduce((sum, picture) => sum + picture.width, gap * (pictures.length - 1))
  const height = Math.max(...pictures.map(picture => picture.height))
  const strip = emptyPicture({ width, height, channels, depth })
  strip.data.fill(2 ** depth - 1)
  let left = 0
  for (const picture of pictures) {
    const part = convertPicture(picture, { channels, depth })
    const stride = part.width * channels
    for (let row = 0; row < part.height; row++) {
      strip.data.set(part.data.subarray(row * stride, (row + 1) * stride), (row * width + left) * channels)
    }
    left += part.width + gap
  }
  return strip
}
