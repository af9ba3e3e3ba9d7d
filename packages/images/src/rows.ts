import type { Picture } from '@dfpir/core'
import { checkPicture, type PictureShape } from './picture.js'

/** A source of rows: a `PictureSource`, or {@link rowsOf} a picture in memory. */
export interface RowSource extends PictureShape {
  /**
   * Reads whole rows as a picture of that height. Calls may overlap.
   *
   * @throws RangeError if the picture does not have those rows
   */
  readRows(top: number, count: number): Promise<Picture>
}

/** A target for rows: a `PictureSink`, or {@link rowsOf} a picture in memory. */
export interface RowSink {
  /** Appends whole rows, from top to bottom. */
  writeRows(rows: Picture): Promise<void>
}

/** A picture in memory that is read by rows, without copies, and filled by rows. */
export interface PictureRows extends RowSource, RowSink {
  readonly picture: Picture
}

/**
 * Wraps a picture in memory for access by rows. To write a new picture, pass an {@link emptyPicture}.
 *
 * @throws UsageError if the picture's samples do not match its width, height, channels and depth
 */
export function rowsOf(picture: Picture): PictureRows {
  checkPicture(picture)
  const { width, height, channels, depth, data } = picture
  const stride = width * channels
  let filled = 0
  return {
    width,
    height,
    channels,
    depth,
    picture,
    async readRows(top, count) {
      checkRows(height, top, count)
      return { width, height: count, channels, depth, data: data.subarray(top * stride, (top + count) * stride) }
    },
    async writeRows(rows) {
      data.set(rows.data, filled)
      filled += rows.data.length
    },
  }
}

/** @throws RangeError unless a picture of that height has those rows */
export function checkRows(height: number, top: number, count: number): void {
  const whole = Number.isInteger(top) && Number.isInteger(count)
  if (whole && top >= 0 && count >= 1 && top + count <= height) return
  throw new RangeError(`expected rows within a picture of ${height} rows, got ${count} from row ${top} on`)
}

/** Consecutive rows of a picture, the first of which is row `top`. */
export interface Strip {
  readonly top: number
  readonly rows: Picture
}

export interface ReadStripsOptions {
  /**
   * The most rows to read at once.
   *
   * @default 64
   */
  count?: number
  signal?: AbortSignal
}

/**
 * A picture from top to bottom, some rows at a time.
 *
 * @throws the signal's reason when it was aborted.
 */
export async function* readStrips(
  source: RowSource,
  { count = 64, signal }: ReadStripsOptions = {},
): AsyncGenerator<Strip, void> {
  for (let top = 0; top < source.height; top += count) {
    signal?.throwIfAborted()
    yield { top, rows: await source.readRows(top, Math.min(count, source.height - top)) }
  }
}

/** How many rows of a picture make some 16 MB. */
export function rowsPerStrip({ width, channels, depth }: Omit<PictureShape, 'height'>): number {
  return Math.max(1, Math.floor(2 ** 24 / (width * channels * (depth / 8))))
}
