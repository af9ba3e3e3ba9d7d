import type { Picture } from '@dfpir/core'
import { loadSharp } from './load-sharp.js'

/** A rectangle in a figure, in points. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How pictures are stored in a figure. */
export interface ImageQuality {
  /** The most pixels per point. */
  readonly resolution: number
  /** Whether pictures keep their exact pixels: PNG instead of JPEG for photographs and 256 colours for maps. */
  readonly lossless: boolean
}

export interface SvgImageOptions extends ImageQuality {
  /** The part of the picture to show, in its pixels. */
  readonly part?: Box
  /** Whether enlarged pixels stay squares. By default, they are smoothed. */
  readonly pixelated?: boolean
}

/** An 8-bit picture in a figure, with no more pixels than are visible. */
export async function svgImage(
  picture: Picture,
  box: Box,
  { part, pixelated, resolution, lossless }: SvgImageOptions,
): Promise<string> {
  const sharp = await loadSharp()
  const { width, height, channels } = picture
  const whole = sharp(picture.data, { raw: { width, height, channels } })
  const cut = part ? whole.extract({ left: part.x, top: part.y, width: part.width, height: part.height }) : whole
  const sized = cut.resize({ width: Math.ceil(box.width * resolution), withoutEnlargement: true })
  const photograph = !lossless && !pixelated
  const encoded = photograph
    ? sized.jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
    : sized.png(lossless || part ? {} : { palette: true, dither: 0 })
  const source = `data:image/${photograph ? 'jpeg' : 'png'};base64,${(await encoded.toBuffer()).toString('base64')}`
  const rendering = pixelated ? ' style="image-rendering:pixelated"' : ''
  const place = `x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" preserveAspectRatio="none"`
  return `<image ${place}${rendering} href="${source}"/>`
}
