import { DataError } from '@dfpir/core'
import type { Planes } from './planes.js'

/**
 * The luma plane of an RGB or grey image after ITU-R BT.601 in studio range (16 … 235 of 255), as deraining papers
 * and MATLAB's `rgb2ycbcr` have it: Y = (65.481 R + 128.553 G + 24.966 B + 16) / 255.
 */
export function lumaPlanes({ width, height, channels }: Planes): Planes {
  const [red, green = red, blue = red] = channels
  if (channels.length !== 1 && channels.length !== 3) {
    throw new DataError(`luma is of RGB or grey images, but this one has ${channels.length} channels`)
  }
  const luma = red.map((value, i) => (65.481 * value + 128.553 * green[i] + 24.966 * blue[i] + 16) / 255)
  return { width, height, channels: [luma] }
}
