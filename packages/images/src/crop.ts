import { DataError, type Picture, UsageError } from '@dfpir/core'
import { emptyPicture, type RgbPicture } from './picture.js'

/** A rectangle of a picture, in pixels. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface CropOptions {
  /**
   * Extends the picture beyond its edges by reflection ({@link reflectIndex}) instead of rejecting a rectangle that
   * exceeds them.
   *
   * @default false
   */
  reflect?: boolean
}

/**
 * Copies a rectangle of a picture.
 *
 * @throws UsageError if the rectangle exceeds the picture, unless `reflect` is set
 */
export function crop(picture: RgbPicture, rectangle: Rectangle, options?: CropOptions): RgbPicture
export function crop(picture: Picture, rectangle: Rectangle, options?: CropOptions): Picture
export function crop(picture: Picture, rectangle: Rectangle, { reflect = false }: CropOptions = {}): Picture {
  const { x, y, width, height } = rectangle
  if (!reflect && (x < 0 || y < 0 || x + width > picture.width || y + height > picture.height)) {
    const part = `${width}×${height} at (${x}, ${y})`
    throw new UsageError(`the rectangle ${part} exceeds the picture of ${picture.width}×${picture.height}`)
  }
  const rows = Array.from({ length: height }, (_, row) => reflectIndex(y + row, picture.height))
  return pickRows(picture, rows, x, width)
}

/**
 * Crops the middle of a picture. An odd remainder is cut off on the right and at the bottom.
 *
 * @throws UsageError if the picture is smaller than `size`
 */
export function centerCrop(picture: RgbPicture, { width, height }: Pick<Rectangle, 'width' | 'height'>): RgbPicture {
  const x = Math.floor((picture.width - width) / 2)
  const y = Math.floor((picture.height - height) / 2)
  return crop(picture, { x, y, width, height })
}

/**
 * Crops the sides of a picture to multiples of a number ({@link centerCrop}); returns it unchanged if they are. With 16
 * this is the crop of the released code.
 *
 * @throws DataError if the picture is smaller than `multiple`
 */
export function cropToMultiple(picture: RgbPicture, multiple: number): RgbPicture {
  const size = {
    width: picture.width - (picture.width % multiple),
    height: picture.height - (picture.height % multiple),
  }
  if (size.width === picture.width && size.height === picture.height) return picture
  if (size.width > 0 && size.height > 0) return centerCrop(picture, size)
  throw new DataError(`a picture of ${picture.width}×${picture.height} is smaller than ${multiple}×${multiple}`)
}

/** Copies rows of a picture in the given order, from column `x` on. Columns beyond its sides are reflected. */
export function pickRows(picture: Picture, rows: readonly number[], x: number, width: number): Picture {
  const { channels, depth } = picture
  const picked = emptyPicture({ width, height: rows.length, channels, depth })
  const first = Math.min(width, Math.max(0, -x)) // the columns from `first` to `end` lie in the picture
  const end = Math.max(first, Math.min(width, picture.width - x))
  const outside = Array.from({ length: width }, (_, column) => column).filter(at => at < first || at >= end)
  const columns = outside.map(at => [at * channels, reflectIndex(x + at, picture.width) * channels])
  rows.forEach((row, index) => {
    const from = picture.data.subarray(row * picture.width * channels, (row + 1) * picture.width * channels)
    const to = picked.data.subarray(index * width * channels, (index + 1) * width * channels)
    to.set(from.subarray((x + first) * channels, (x + end) * channels), first * channels)
    for (const [at, source] of columns) {
      for (let channel = 0; channel < channels; channel++) to[at + channel] = from[source + channel]
    }
  })
  return picked
}

/**
 * The sample that position `index` maps to if an axis of `length` samples is extended by reflection about its end
 * samples, which are not repeated (PyTorch's "reflect"): … 2 1 | 0 1 2 | 1 0 …. Reflects repeatedly if the axis is
 * shorter than the padding; an axis of one sample repeats it.
 */
export function reflectIndex(index: number, length: number): number {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const phase = ((index % period) + period) % period
  return phase < length ? phase : period - phase
}
