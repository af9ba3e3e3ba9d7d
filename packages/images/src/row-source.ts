import { type Picture, UsageError } from '@dfpir/core'

/** What a picture is read from by rows: a `PictureSource`, or {@link rowsOf} a picture. */
export interface RowSource extends Omit<Picture, 'data'> {
  /** Some whole rows, as a picture of that height. */
  readRows(top: number, count: number): Promise<Picture>
}

/** What a picture is written to, from top to bottom: a `PictureSink`, or {@link PictureRows}. */
export interface RowSink {
  writeRows(rows: Picture): Promise<void>
}

/**
 * The rows of a picture in memory, without copying them.
 *
 * @throws UsageError when its samples are not what width, height, channels and depth say.
 */
export function rowsOf(picture: Picture): RowSource {
  checkPicture(picture)
  const { width, height, channels, depth, data } = picture
  const stride = width * channels
  return {
    width,
    height,
    channels,
    depth,
    readRows: async (top, count) => ({
      width,
      height: count,
      channels,
      depth,
      data: data.subarray(top * stride, (top + count) * stride),
    }),
  }
}

/** A picture in memory that is filled by rows. */
export class PictureRows implements RowSink {
  readonly picture: Picture
  private filled = 0

  constructor({ width, height, channels, depth }: Omit<Picture, 'data'>) {
    const size = width * height * channels
    this.picture = { width, height, channels, depth, data: depth === 16 ? new Uint16Array(size) : new Uint8Array(size) }
  }

  async writeRows({ data }: Picture): Promise<void> {
    this.picture.data.set(data, this.filled)
    this.filled += data.length
  }
}

function checkPicture({ width, height, channels, depth, data }: Picture): void {
  const layout = [width, height].every(side => Number.isInteger(side) && side >= 1) && [1, 2, 3, 4].includes(channels)
  const samples = depth === 8 ? Uint8Array : depth === 16 ? Uint16Array : undefined
  if (layout && samples && data instanceof samples && data.length === width * height * channels) return
  const expected = `${width}×${height} pixels of ${channels} channels and ${depth} bits`
  const found = ArrayBuffer.isView(data) ? `${data.constructor.name} of ${data.length}` : typeof data
  throw new UsageError(`expected a picture of ${expected} with its samples, got ${found}`, {
    hint: '8 bits are a Uint8Array, 16 bits a Uint16Array, of width · height · channels samples.',
  })
}
