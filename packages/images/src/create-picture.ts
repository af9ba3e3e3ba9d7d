import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Picture, type Resource, resource } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { convertPicture } from './convert-picture.js'
import { encodePicture, encodeWrapped, type SaveOptions } from './encode-picture.js'
import { checkQuality, type EncodeOptions, encodeError, encoderOf, layoutFor, type WrappedPicture } from './encoder.js'
import { formatOfPath, type ImageFormat } from './image-format.js'
import { byteSourceOfFile } from './metadata/byte-source.js'
import { embedMetadata } from './metadata/embed-metadata.js'
import { defaultMaxMemory } from './open-picture.js'
import { emptyPicture, type PictureShape } from './picture.js'
import type { PictureMetadata } from './picture-info.js'
import { type RowSink, rowsOf, rowsPerStrip } from './rows.js'
import { temporaryFolder } from './temporary-folder.js'
import { TiffFile } from './tiff-file.js'

/** The size, layout and metadata of a picture to write. */
export interface NewPicture extends PictureShape {
  readonly metadata?: PictureMetadata
}

export interface CreatePictureOptions {
  /**
   * Pictures of more bytes are stored in a temporary file instead of in memory.
   *
   * @default 64 MiB
   */
  maxMemory?: number
}

/** A picture that is written by rows and then saved. Dispose of it even after `save` and `encode`. */
export interface PictureSink extends RowSink, Resource {
  /**
   * Appends whole rows, from top to bottom.
   *
   * @throws RangeError for rows of another layout, and for more rows than the picture has
   */
  writeRows(rows: Picture): Promise<void>
  /**
   * Encodes the picture into a file, which is written completely or not at all.
   *
   * @throws UsageError for a quality or size that the format does not support, or an unknown extension; RangeError if
   * rows are missing; EnvironmentError if the file cannot be written
   */
  save(path: string, options?: SaveOptions): Promise<void>
  /** Encodes the picture into memory. */
  encode(format: ImageFormat, options?: EncodeOptions): Promise<Uint8Array>
}

/**
 * Creates a picture to write by rows: in memory if it is small, else in a temporary file that is deleted when the
 * picture is disposed of or the process ends.
 *
 * @throws EnvironmentError if no temporary file can be created
 */
export async function createPicture(
  { width, height, channels, depth, metadata = {} }: NewPicture,
  { maxMemory = defaultMaxMemory }: CreatePictureOptions = {},
): Promise<PictureSink> {
  const layout = { width, height, channels, depth }
  const small = width * height * channels * (depth / 8) <= maxMemory
  const target = small ? memoryTarget(layout, metadata) : await fileTarget(layout, metadata)
  let filled = 0
  const whole = <T>(action: () => Promise<T>): Promise<T> => {
    if (filled === height) return action()
    throw new RangeError(`expected all ${height} rows of the picture, got ${filled}`)
  }
  return {
    async writeRows(rows) {
      if (rows.width !== width || rows.channels !== channels || rows.depth !== depth) {
        throw new RangeError('the rows differ from the picture in width, depth or number of channels')
      }
      if (filled + rows.height > height) throw new RangeError(`the picture has only ${height} rows`)
      const top = filled
      filled += rows.height
      await target.writeRows(top, rows)
    },
    async save(path, { format = formatOfPath(path), ...options } = {}) {
      checkQuality(options.quality)
      await whole(() => target.save(path, format, options))
    },
    async encode(format, options = {}) {
      checkQuality(options.quality)
      return whole(() => target.encode(format, options))
    },
    ...resource(() => target.dispose()),
  }
}

interface Target extends Resource {
  writeRows(top: number, rows: Picture): Promise<void>
  save(path: string, format: ImageFormat, options: EncodeOptions): Promise<void>
  encode(format: ImageFormat, options: EncodeOptions): Promise<Uint8Array>
}

function memoryTarget(layout: PictureShape, metadata: PictureMetadata): Target {
  const { picture, writeRows } = rowsOf(emptyPicture(layout))
  const encode = (format: ImageFormat, options: EncodeOptions) =>
    encodePicture({ ...picture, metadata }, format, options)
  return {
    writeRows: (_, rows) => writeRows(rows),
    save: async (path, format, options) => writeFileAtomic(path, await encode(format, options)),
    encode,
    ...resource(),
  }
}

async function fileTarget(layout: PictureShape, metadata: PictureMetadata): Promise<Target> {
  const file = await TiffFile.create(layout)
  /** Passes the picture on in the layout that suits the format. */
  const withWrapped = async <T>(format: ImageFormat, use: (picture: WrappedPicture) => Promise<T>): Promise<T> => {
    const fitting = { ...layout, ...layoutFor(layout, format, metadata) }
    if (fitting.channels === layout.channels && fitting.depth === layout.depth) return use(await file.wrap(metadata))
    const converted = await TiffFile.create(fitting)
    try {
      const step = rowsPerStrip(layout)
      for (let top = 0; top < layout.height; top += step) {
        const rows = await file.pixels.readRows(top, Math.min(step, layout.height - top))
        await converted.pixels.writeRows(top, convertPicture(rows, fitting))
      }
      return await use(await converted.wrap(metadata))
    } finally {
      await converted.dispose()
    }
  }
  return {
    writeRows: (top, rows) => file.pixels.writeRows(top, rows),
    save: (path, format, options) => withWrapped(format, picture => saveWrapped(picture, path, format, options)),
    encode: (format, options) => withWrapped(format, picture => encodeWrapped(picture, format, options)),
    ...resource(() => file.dispose()),
  }
}

async function saveWrapped(
  picture: WrappedPicture,
  path: string,
  format: ImageFormat,
  options: EncodeOptions,
): Promise<void> {
  const folder = await temporaryFolder()
  const encoded = join(folder.path, 'encoded')
  try {
    const encoder = await encoderOf(picture, format, options)
    await encoder.toFile(encoded).catch((cause: unknown) => {
      throw encodeError(picture.layout, format, cause)
    })
    const file = await open(encoded)
    try {
      await writeFileAtomic(path, embedMetadata(await byteSourceOfFile(file), format, picture.metadata))
    } finally {
      await file.close()
    }
  } finally {
    await folder.dispose()
  }
}
