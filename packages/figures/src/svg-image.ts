import type { Picture } from '@dfpir/core'
import { loadSharp } from './load-sharp.js'
import { pixelsPerPoint } from './write-figure.js'

/** A rectangle in a figure, in points. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface SvgImageOptions {
  /** The part of the picture to show, in its pixels. */
  readonly part?: Box
  /** Whether enlarged pixels stay squares. By default, they are smoothed. */
  readonly pixelated?: boolean
}

/** An 8-bit picture in a figure, with no more pixels than are visible. */
export async function svgImage(picture: Picture, box: Box, { part, pixelated }: SvgImageOptions = {}): Promise<string> {
  const sharp = await loadSharp()
  const { width, height, channels } = picture
  const whole = sharp(picture.data, { raw: { width, height, channels } })
  const cut = part ? whole.extract({ left: part.x, top: part.y, width: part.width, height: part.height }) : whole
  const png = await cut
    .resize({ width: Math.round(box.width * pixelsPerPoint), withoutEnlargement: true })
    .png()
    .toBuffer()
  const rendering = pixelated ? ' style="image-rendering:pixelated"' : ''
  const place = `x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" preserveAspectRatio="none"`
  return `<image ${place}${rendering} href="data:image/png;base64,${png.toString('base64')}"/>`
}
