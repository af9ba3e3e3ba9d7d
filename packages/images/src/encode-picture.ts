import { type Picture, UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import type { Sharp } from 'sharp'
import { convertPicture, hasAlpha, type PictureLayout } from './convert-picture.js'
import { formatOfPath, type ImageFormat } from './image-format.js'
import { loadSharp } from './load-sharp.js'

export interface EncodeOptions {
  /** 1 to 100, of JPEG, WebP (95 unless given) and AVIF (85); PNG and TIFF lose nothing and ignore it. */
  quality?: number
}

/**
 * Encodes a picture as sRGB without metadata. PNG and TIFF keep it exactly, at 8 or 16 bits; JPEG, WebP and AVIF take
 * 8 bits (16 are rounded); JPEG drops the alpha channel.
 *
 * @throws UsageError for a quality out of range, and for a picture that the format cannot hold (too large a side).
 */
export async function encodePicture(
  picture: Picture,
  format: ImageFormat,
  { quality }: EncodeOptions = {},
): Promise<Uint8Array> {
  if (quality !== undefined && !(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw new UsageError(`quality is a whole number from 1 to 100, not ${quality}`)
  }
  const sharp = await loadSharp()
  const { width, height, channels, depth, data } = convertPicture(picture, layoutFor(picture, format))
  const grey = channels < 3
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
  image.toColourspace(depth === 8 ? (grey ? 'b-w' : 'srgb') : grey ? 'grey16' : 'rgb16')
  try {
    return new Uint8Array(await encoders[format](image, quality).toBuffer())
  } catch (cause) {
    const reason = String(cause)
      .replace(/^Error: /, '')
      .split('\n', 1)[0]
    const hint = 'Choose another format; PNG and TIFF hold the largest pictures.'
    throw new UsageError(`cannot encode ${width}×${height} pixels as ${format}: ${reason}`, { cause, hint })
  }
}

/**
 * Encodes a picture in the format of the path's extension and writes it whole or not at all.
 *
 * @throws UsageError for an unknown extension, EnvironmentError when the file cannot be written.
 */
export async function writePicture(path: string, picture: Picture, options: EncodeOptions = {}): Promise<void> {
  await writeFileAtomic(path, await encodePicture(picture, formatOfPath(path), options))
}

function layoutFor(picture: Picture, format: ImageFormat): PictureLayout {
  const lossless = format === 'png' || format === 'tiff'
  const opaque = picture.channels < 3 ? 1 : 3
  return {
    channels: format === 'jpeg' && hasAlpha(picture) ? opaque : picture.channels,
    depth: lossless ? picture.depth : 8,
  }
}

const encoders: Record<ImageFormat, (image: Sharp, quality: number | undefined) => Sharp> = {
  png: image => image.png(),
  tiff: image => image.tiff({ compression: 'deflate', predictor: 'horizontal' }),
  jpeg: (image, quality = 95) => image.jpeg({ quality, chromaSubsampling: '4:4:4' }),
  webp: (image, quality = 95) => image.webp({ quality, smartSubsample: true, exact: true }),
  avif: (image, quality = 85) => image.avif({ quality, chromaSubsampling: '4:4:4' }),
}
