import { UsageError } from '@dfpir/core'
import { type RgbPicture, rgbPicture } from '@dfpir/images'

/** Mirrors a picture horizontally. */
export function flip(picture: RgbPicture): RgbPicture {
  const { width, height } = picture
  return rearrange(picture, width, height, (x, y) => y * width + (width - 1 - x))
}

/** Turns a picture by 90° counterclockwise `turns` times (any whole number). */
export function quarterTurns(picture: RgbPicture, turns: number): RgbPicture {
  const { width, height } = picture
  switch (((turns % 4) + 4) % 4) {
    case 1:
      return rearrange(picture, height, width, (x, y) => x * width + (width - 1 - y))
    case 2:
      return rearrange(picture, width, height, (x, y) => (height - 1 - y) * width + (width - 1 - x))
    case 3:
      return rearrange(picture, height, width, (x, y) => (height - 1 - x) * width + y)
    default:
      return picture
  }
}

/**
 * Applies one of the eight symmetries of the square: `index` 0 … 3 turns the picture by 90° that many times, 4 … 7
 * flips it first. 0 changes nothing.
 */
export function dihedral(picture: RgbPicture, index: number): RgbPicture {
  return quarterTurns(index >= 4 ? flip(picture) : picture, index)
}

/**
 * Shrinks a square picture to sides of `size` pixels: each pixel is the mean of the area that it covers. Returns the
 * picture unchanged if it has that size.
 *
 * @throws UsageError if the picture is not square, or is smaller
 */
export function shrinkSquare(picture: RgbPicture, size: number): RgbPicture {
  const side = picture.width
  if (picture.height !== side || size > side) {
    throw new UsageError(`a picture of ${side}×${picture.height} cannot be shrunk to a square of ${size}×${size}`)
  }
  if (size === side) return picture
  const rows = meanRows(picture.data, side * 3, side, size)
  const columns = meanRows(transposed(rows, size, side), size * 3, side, size)
  return rgbPicture(size, size, rounded(transposed(columns, size, size)))
}

/**
 * Enlarges a square picture to sides of `size` pixels, bilinearly between the centres of pixels. Returns the picture
 * unchanged if it has that size.
 *
 * @throws UsageError if the picture is not square, or is larger
 */
export function enlargeSquare(picture: RgbPicture, size: number): RgbPicture {
  const side = picture.width
  if (picture.height !== side || size < side) {
    throw new UsageError(`a picture of ${side}×${picture.height} cannot be enlarged to a square of ${size}×${size}`)
  }
  if (size === side) return picture
  const rows = linearRows(picture.data, side * 3, side, size)
  const columns = linearRows(transposed(rows, size, side), size * 3, side, size)
  return rgbPicture(size, size, rounded(transposed(columns, size, size)))
}

/**
 * Brightens the midtones of a picture; black and white stay.
 *
 *     y = x^(1/strength),  0 ≤ x ≤ 1
 */
export function brighten({ width, height, data }: RgbPicture, strength: number): RgbPicture {
  const curve = Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * (value / 255) ** (1 / strength)))
  return rgbPicture(
    width,
    height,
    data.map(value => curve[value]),
  )
}

/**
 * Strengthens the colours of a picture: multiplies each pixel's distance to its grey (luma of BT.601) by `factor` and
 * clips.
 *
 *     y_c = g + factor·(x_c − g),  g = 0.299·r + 0.587·g + 0.114·b
 */
export function saturate({ width, height, data }: RgbPicture, factor: number): RgbPicture {
  const result = new Uint8ClampedArray(data.length)
  for (let i = 0; i < data.length; i += 3) {
    const grey = 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]
    for (let colour = i; colour < i + 3; colour++) result[colour] = grey + factor * (data[colour] - grey)
  }
  return rgbPicture(width, height, new Uint8Array(result.buffer))
}

/** All orders of three colour channels except the original one. */
export const colourOrders = [
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const

/**
 * Reorders channels: channel c of the result is channel `order[c]` of the picture. Hues change; light and shade stay.
 */
export function reorderChannels({ width, height, data }: RgbPicture, order: readonly number[]): RgbPicture {
  return rgbPicture(
    width,
    height,
    data.map((_, i) => data[i - (i % 3) + order[i % 3]]),
  )
}

/** Resamples `count` rows of `length` values to `target` values, interpolated linearly. */
function linearRows(values: ArrayLike<number>, length: number, count: number, target: number): Float64Array {
  const rows = new Float64Array(target * length)
  for (let row = 0; row < target; row++) {
    const place = Math.min(Math.max(((row + 0.5) * count) / target - 0.5, 0), count - 1)
    const above = Math.floor(place)
    const below = Math.min(above + 1, count - 1)
    const share = place - above
    for (let i = 0; i < length; i++) {
      rows[row * length + i] = (1 - share) * values[above * length + i] + share * values[below * length + i]
    }
  }
  return rows
}

/** Resamples `count` rows of `length` values to `target` values, each the mean of those that it covers. */
function meanRows(values: ArrayLike<number>, length: number, count: number, target: number): Float64Array {
  const means = new Float64Array(target * length)
  const reach = count / target
  for (let row = 0; row < target; row++) {
    const end = (row + 1) * reach
    for (let from = Math.floor(row * reach); from < Math.min(end, count); from++) {
      const share = (Math.min(from + 1, end) - Math.max(from, row * reach)) / reach
      for (let i = 0; i < length; i++) means[row * length + i] += share * values[from * length + i]
    }
  }
  return means
}

/** Rounds values 0 … 255 to levels. */
function rounded(values: Float64Array): Uint8Array {
  const levels = new Uint8Array(values.length)
  for (let i = 0; i < levels.length; i++) levels[i] = values[i] + 0.5
  return levels
}

/** Transposes [height, width, 3] to [width, height, 3]. */
function transposed(values: Float64Array, height: number, width: number): Float64Array {
  const result = new Float64Array(values.length)
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += 3) {
      const to = (x * height + y) * 3
      result[to] = values[from]
      result[to + 1] = values[from + 1]
      result[to + 2] = values[from + 2]
    }
  }
  return result
}

/** Makes a picture of the given size whose pixel (x, y) is the old pixel number `source(x, y)`. */
function rearrange(
  { data }: RgbPicture,
  width: number,
  height: number,
  source: (x: number, y: number) => number,
): RgbPicture {
  const result = new Uint8Array(data.length)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const from = source(x, y) * 3
      result[to] = data[from]
      result[to + 1] = data[from + 1]
      result[to + 2] = data[from + 2]
    }
  }
  return rgbPicture(width, height, result)
}
