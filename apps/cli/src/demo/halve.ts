import type { Picture } from '@dfpir/core'
import { convertPicture, type RgbPicture, rgbPicture } from '@dfpir/images'

/** A picture as RGB of half the width and height: means of 2×2 pixels. An odd last row or column is left out. */
export function halve(picture: Picture): RgbPicture {
  const { width, height, data } = convertPicture(picture, { channels: 3, depth: 8 })
  const [halfWidth, halfHeight] = [Math.floor(width / 2), Math.floor(height / 2)]
  const half = new Uint8Array(halfWidth * halfHeight * 3)
  for (let i = 0; i < half.length; i++) {
    const column = Math.floor(i / 3) % halfWidth
    const row = Math.floor(i / 3 / halfWidth)
    const from = (2 * row * width + 2 * column) * 3 + (i % 3)
    const below = from + width * 3
    half[i] = Math.round((data[from] + data[from + 3] + data[below] + data[below + 3]) / 4)
  }
  return rgbPicture(halfWidth, halfHeight, half)
}
