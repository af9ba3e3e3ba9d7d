import type { Picture } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { convertPicture } from './convert-picture.js'
import {
  checkQuality,
  checkSides,
  type EncodeOptions,
  encodeError,
  encoderOf,
  layoutFor,
  type WrappedPicture,
} from './encoder.js'
import { formatOfPath, type ImageFormat } from './image-format.js'
import { byteSourceOf } from './metadata/byte-source.js'
import { embedMetadata } from './metadata/embed-metadata.js'
import type { PictureMetadata } from './picture-info.js'
import { wrapInTiff } from './tiff-wrapper.js'

/** A picture and the metadata to write into its file. */
export interface PictureToEncode extends Picture {
  readonly metadata?: PictureMetadata
}

export interface SaveOptions extends EncodeOptions {
  /**
   * The format to encode in.
   *
   * @default the format of the path's extension
   */
  format?: ImageFormat
}

/**
 * Encodes a picture with its metadata. Its samples are in the metadata's colour profile, or in sRGB. PNG and TIFF keep
 * it exactly, at 8 or 16 bits. AVIF stores 16 bits as 12; JPEG and WebP store them as 8. JPEG drops the alpha channel.
 *
 * @throws UsageError for a quality out of range, and for a picture whose sides are too long for the format
 */
export async function encodePicture(
  picture: PictureToEncode,
  format: ImageFormat,
  options: EncodeOptions = {},
): Promise<Uint8Array> {
  checkQuality(options.quality)
  checkSides(picture, format)
  const { metadata = {} } = picture
  const converted = convertPicture(picture, layoutFor(picture, format, metadata))
  return encodeWrapped({ source: wrap(converted, metadata), layout: converted, metadata }, format, options)
}

function wrap(picture: Picture, metadata: PictureMetadata): Uint8Array {
  const { head, tail } = wrapInTiff(picture, metadata)
  const { buffer, byteOffset, byteLength } = picture.data
  return Buffer.concat([head, new Uint8Array(buffer, byteOffset, byteLength), tail])
}

/** Encodes a wrapped picture into memory. */
export async function encodeWrapped(
  picture: WrappedPicture,
  format: ImageFormat,
  options: EncodeOptions,
): Promise<Uint8Array> {
  const encoder = await encoderOf(picture, format, options)
  const encoded = await encoder.toBuffer().catch((cause: unknown) => {
    throw encodeError(picture.layout, format, cause)
  })
  const parts: Uint8Array[] = []
  for await (const part of embedMetadata(byteSourceOf(encoded), format, picture.metadata)) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}

/**
 * Encodes a picture, by default in the format of the path's extension, and writes the file completely or not at all.
 *
 * @throws UsageError for an unknown extension, EnvironmentError if the file cannot be written
 */
export async function writePicture(
  path: string,
  picture: PictureToEncode,
  { format = formatOfPath(path), ...options }: SaveOptions = {},
): Promise<void> {
  await writeFileAtomic(path, await encodePicture(picture, format, options))
}
