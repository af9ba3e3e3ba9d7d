import type { Picture } from '@dfpir/core'
import { convertPicture } from './convert-picture.js'
import { loadSharp } from './load-sharp.js'

/**
 * Makes a copy for display: 8-bit RGB, scaled down smoothly so no side is longer than `side` pixels. Never enlarges a
 * picture.
 *
 * @throws EnvironmentError if sharp has no build for this machine
 */
export async function shrinkPicture(picture: Picture, side: number): Promise<Picture> {
  const flat = convertPicture(picture, { channels: 3, depth: 8 })
  if (Math.max(flat.width, flat.height) <= side) return flat
  const sharp = await loadSharp()
  const { width, height, data } = flat
  const reduced = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize({ width: side, height: side, fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { info } = reduced
  return { width: info.width, height: info.height, channels: 3, depth: 8, data: new Uint8Array(reduced.data) }
}
