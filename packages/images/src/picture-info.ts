import type { Resource } from '@dfpir/core'
import type { ImageFormat } from './image-format.js'
import type { PictureShape } from './picture.js'
import type { RowSource } from './rows.js'

/** The metadata of a picture's file. Blocks keep the bytes that they have in the file. */
export interface PictureMetadata {
  /** EXIF as a TIFF structure (from `II` or `MM` on), the orientation already applied and set to 1. */
  readonly exif?: Uint8Array
  /** An XMP packet in UTF-8. */
  readonly xmp?: Uint8Array
  /** IPTC-IIM records. */
  readonly iptc?: Uint8Array
  /** The ICC profile of the pixels; sRGB if there is none. */
  readonly icc?: Uint8Array
  /** Pixels per inch. */
  readonly density?: number
}

/** The size, layout, format and metadata of a picture. */
export interface PictureInfo extends PictureShape {
  readonly format: ImageFormat
  readonly metadata: PictureMetadata
}

/** A picture that is read by rows, in any order. It may hold a temporary file. */
export interface PictureSource extends PictureInfo, RowSource, Resource {}
