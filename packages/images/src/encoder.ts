import { type DfpirError, UsageError } from '@dfpir/core'
import type { Sharp } from 'sharp'
import type { PictureLayout } from './convert-picture.js'
import { isGreyProfile } from './icc-profile.js'
import type { ImageFormat } from './image-format.js'
import { loadSharp } from './load-sharp.js'
import { hasAlpha, type PictureShape } from './picture.js'
import type { PictureMetadata } from './picture-info.js'
import { isDiskFull, temporaryFileError } from './temporary-folder.js'

export interface EncodeOptions {
  /**
   * The quality of JPEG, WebP and AVIF, 1 to 100. PNG and TIFF are lossless and ignore it.
   *
   * @default 95, and 85 for AVIF
   */
  quality?: number
}

/** A picture wrapped as a TIFF, in memory or in a file. */
export interface WrappedPicture {
  readonly source: Uint8Array | string
  readonly layout: PictureShape
  readonly metadata: PictureMetadata
}

/** The channels and depth that preserve most of a picture in a format. */
export function layoutFor(picture: PictureShape, format: ImageFormat, metadata: PictureMetadata): PictureLayout {
  const opaque = picture.channels < 3 ? 1 : 3
  const wide = format === 'png' || format === 'tiff' || (format === 'avif' && !isGreyProfile(metadata.icc))
  return {
    channels: format === 'jpeg' && hasAlpha(picture) ? opaque : picture.channels,
    depth: wide ? picture.depth : 8,
  }
}

/** @throws UsageError for a quality out of range */
export function checkQuality(quality: number | undefined): void {
  if (quality === undefined || (Number.isInteger(quality) && quality >= 1 && quality <= 100)) return
  throw new UsageError(`the quality must be a whole number from 1 to 100, got ${quality}`)
}

/** The limits of sharp and libvips. PNG and TIFF can store any picture that can be read. */
const longestSide: Partial<Record<ImageFormat, number>> = { jpeg: 65_500, webp: 16_383, avif: 16_384 }

/** @throws UsageError for a picture whose sides are too long for the format */
export function checkSides(size: { readonly width: number; readonly height: number }, format: ImageFormat): void {
  const longest = longestSide[format] ?? Number.POSITIVE_INFINITY
  if (Math.max(size.width, size.height) <= longest) return
  throw cannotEncode(size, format, `no side may be longer than ${longest} pixels`)
}

/**
 * The pipeline that encodes a picture in the format's layout, with its profile, XMP and density, and a placeholder for
 * EXIF.
 */
export async function encoderOf(
  { source, layout, metadata }: WrappedPicture,
  format: ImageFormat,
  { quality }: EncodeOptions,
): Promise<Sharp> {
  const sharp = await loadSharp()
  const image = sharp(source, { limitInputPixels: false, sequentialRead: true, unlimited: true })
  const grey = layout.channels < 3
  const coloured = format === 'webp' || format === 'avif' // a grey profile does not fit colours
  const converts = coloured && isGreyProfile(metadata.icc)
  image.toColourspace(layout.depth === 16 ? (grey ? 'grey16' : 'rgb16') : grey && !converts ? 'b-w' : 'srgb')
  if (metadata.icc && !converts) image.keepIccProfile()
  if (metadata.xmp) image.keepXmp()
  if (metadata.exif) image.keepExif()
  return encoders[format](image, { quality, layout, metadata, streams: typeof source === 'string' })
}

interface EncoderSettings extends EncodeOptions, Pick<WrappedPicture, 'layout' | 'metadata'> {
  /** Whether to avoid keeping the picture in memory. */
  readonly streams: boolean
}

const encoders: Record<ImageFormat, (image: Sharp, settings: EncoderSettings) => Sharp> = {
  png: image => image.png(),
  tiff: (image, { layout: { width, height, channels, depth }, metadata: { density } }) =>
    image.tiff({
      compression: 'deflate',
      predictor: 'horizontal',
      ...(density && { resolutionUnit: 'inch', xres: density / 25.4, yres: density / 25.4 }), // pixels per millimetre
      bigtiff: width * height * channels * depth > 8 * 4e9,
    }),
  // Optimal Huffman codes need all coefficients in memory: 12 bytes a pixel.
  jpeg: (image, { quality = 95, streams }) =>
    image.jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: !streams }),
  webp: (image, { quality = 95 }) => image.webp({ quality, smartSubsample: true, exact: true }),
  avif: (image, { quality = 85, layout: { depth } }) =>
    image.avif({ quality, chromaSubsampling: '4:4:4', bitdepth: depth === 16 ? 12 : 8 }),
}

/** The error for a picture that a format cannot store. */
export function encodeError(layout: PictureShape, format: ImageFormat, cause: unknown): DfpirError {
  const reason = String(cause)
    .replace(/^Error: /, '')
    .split('\n', 1)[0]
  if (isDiskFull(cause)) return temporaryFileError(cause)
  return cannotEncode(layout, format, reason, cause)
}

function cannotEncode(
  { width, height }: { readonly width: number; readonly height: number },
  format: ImageFormat,
  reason: string,
  cause?: unknown,
): UsageError {
  const hint = 'Choose another format. PNG and TIFF can store the largest pictures.'
  return new UsageError(`cannot encode ${width}×${height} pixels as ${format}: ${reason}`, { cause, hint })
}
