import { DataError, type Float32Tensor, type Picture } from '@dfpir/core'

/** An image as one array per channel, each row by row, in [0, 1]. */
export interface Planes {
  readonly width: number
  readonly height: number
  readonly channels: readonly Float64Array[]
}

/** The planes of a float image [H, W, C]; values outside [0, 1] are clipped, NaN stays. */
export function tensorPlanes({ shape, data }: Float32Tensor): Planes {
  const [height, width, channels] = shape
  if (shape.length !== 3 || data.length !== height * width * channels || data.length === 0) {
    throw new DataError(
      `expected an image of shape [height, width, channels], got [${shape}] of ${data.length} numbers`,
    )
  }
  return split(data, { width, height, channels, use: channels, scale: 1 })
}

/** The colour planes of a picture, scaled to [0, 1] by its depth, without alpha. */
export function picturePlanes({ width, height, channels, depth, data }: Picture): Planes {
  if (data.length !== width * height * channels || data.length === 0) {
    throw new DataError(
      `a picture of ${width}×${height}×${channels} needs ${width * height * channels} samples, got ${data.length}`,
    )
  }
  return split(data, { width, height, channels, use: channels < 3 ? 1 : 3, scale: 1 / (2 ** depth - 1) })
}

interface SplitOptions {
  width: number
  height: number
  channels: number
  /** The number of channels to use, from the first. */
  use: number
  scale: number
}

function split(data: ArrayLike<number>, { width, height, channels, use, scale }: SplitOptions): Planes {
  const planes = Array.from({ length: use }, (_, channel) => {
    const plane = new Float64Array(width * height)
    for (let i = 0, from = channel; i < plane.length; i++, from += channels) {
      plane[i] = Math.min(Math.max(data[from] * scale, 0), 1)
    }
    return plane
  })
  return { width, height, channels: planes }
}

/** @throws DataError if the two images differ in size or channels */
export function checkSameSize(a: Planes, b: Planes): void {
  if (a.width === b.width && a.height === b.height && a.channels.length === b.channels.length) return
  const text = ({ width, height, channels }: Planes) => `${width}×${height} with ${channels.length} channels`
  throw new DataError(`expected images of the same size, got ${text(a)} and ${text(b)}`)
}

/**
 * The luma plane of an RGB or grey image by ITU-R BT.601 in studio range (16 … 235 of 255), as in deraining papers and
 * MATLAB's `rgb2ycbcr`: Y = (65.481 R + 128.553 G + 24.966 B + 16) / 255.
 */
export function lumaPlanes({ width, height, channels }: Planes): Planes {
  const [red, green = red, blue = red] = channels
  if (channels.length !== 1 && channels.length !== 3) {
    throw new DataError(`luma needs an RGB or grey image, got ${channels.length} channels`)
  }
  const luma = red.map((value, i) => (65.481 * value + 128.553 * green[i] + 24.966 * blue[i] + 16) / 255)
  return { width, height, channels: [luma] }
}
