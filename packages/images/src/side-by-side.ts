import { type Picture, UsageError } from '@dfpir/core'
import { convertPicture } from './convert-picture.js'
import { emptyPicture, hasAlpha } from './picture.js'

export interface SideBySideOptions {
  /** Pixels between two pictures. */
  gap?: number
}

/**
 * One strip of several pictures, from left to right, aligned at their tops on white. It is RGB, with alpha when one of
 * them has it, and as deep as the deepest.
 *
 * @throws UsageError when there are no pictures or the gap is no whole number from 0 up.
 */
export function sideBySide(pictures: readonly Picture[], { gap = 8 }: SideBySideOptions = {}): Picture {
  if (pictures.length === 0) throw new UsageError('a strip needs at least one picture')
  if (!Number.isInteger(gap) || gap < 0) throw new UsageError(`the gap is a whole number of pixels, not ${gap}`)
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
