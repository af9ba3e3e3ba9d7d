import type { Picture } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { emptySamples } from './convert-picture.js'
import { type EncodeOptions, encodePicture } from './encode-picture.js'
import { formatOfPath, type ImageFormat } from './image-format.js'
import type { PictureMetadata } from './picture-info.js'

/** The size and kind of a picture that is to be written. */
export interface NewPicture extends Omit<Picture, 'data'> {
  readonly metadata?: PictureMetadata
}

export interface SaveOptions extends EncodeOptions {
  /** Default: what the extension of the path says. */
  format?: ImageFormat
}

/** A picture that is written by rows, and then saved. */
export interface PictureSink {
  /**
   * Appends whole rows, from top to bottom.
   *
   * @throws RangeError for rows of another layout, and for more rows than the picture has.
   */
  writeRows(rows: Picture): Promise<void>
  /** Encodes the picture into a file that is written whole or not at all. */
  save(path: string, options?: SaveOptions): Promise<void>
  /** Encodes the picture into memory. */
  encode(format: ImageFormat, options?: EncodeOptions): Promise<Uint8Array>
  /** Frees what the picture holds; needed after `save` and `encode`, too. */
  discard(): Promise<void>
}

/** A picture to be written by rows. */
export async function createPicture({ width, height, channels, depth }: NewPicture): Promise<PictureSink> {
  const data = emptySamples(width * height * channels, depth)
  let filled = 0
  const finished = (): Picture => {
    if (filled !== data.length) throw new RangeError(`${filled / (width * channels)} of ${height} rows were written`)
    return { width, height, channels, depth, data }
  }
  return {
    async writeRows(rows) {
      if (rows.width !== width || rows.channels !== channels || rows.depth !== depth) {
        throw new RangeError('the rows have another layout than the picture')
      }
      if (filled + rows.data.length > data.length) throw new RangeError(`the picture has ${height} rows only`)
      data.set(rows.data, filled)
      filled += rows.data.length
    },
    save: async (path, { format = formatOfPath(path), ...options } = {}) =>
      writeFileAtomic(path, await encodePicture(finished(), format, options)),
    encode: async (format, options) => encodePicture(finished(), format, options),
    discard: async () => undefined,
  }
}
