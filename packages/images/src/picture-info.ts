import type { Resource } from '@dfpir/core'
import type { ImageFormat } from './image-format.js'
import type { PictureShape } from './picture.js'
import type { RowSource } from './rows.js'

/** What a file says about its picture beside the pixels. The blobs are as they stood in the file. */
export interface PictureMetadata {
  /** EXIF as a TIFF structure (from `II` or `MM` on), the orientation already applied and set to 1. */
  readonly exif?: Uint8Array
  /** An XMP packet in UTF-8. */
  readonly xmp?: Uint8Array
  /** IPTC-IIM records. */
  readonly iptc?: Uint8Array
  /** The ICC profile that the pixels are to be read with; sRGB where there is none. */
  readonly icc?: Uint8Array
  /** Pixels per inch. */
  readonly density?: number
}

/** The size and kind of a picture, and what its file says about it. */
export interface PictureInfo extends PictureShape {
  readonly format: ImageFormat
  readonly metadata: PictureMetadata
}

/** A picture that is read from top to bottom, or anywhere, by rows. It may hold a temporary file. */
export interface PictureSource extends PictureInfo, RowSource, Resource {}
