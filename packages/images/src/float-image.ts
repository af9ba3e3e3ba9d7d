import { DataError, type Float32Tensor, type Picture } from '@dfpir/core'
import { emptySamples, hasAlpha, type PictureLayout } from './convert-picture.js'

/** A picture as networks take it. */
export interface FloatImage {
  /** Colour in [0, 1]; grey as three equal channels. */
  readonly rgb: Float32Tensor // [H, W, 3]
  /** Opacity in [0, 1], where the picture has such a channel. */
  readonly alpha: Float32Tensor | undefined // [H, W, 1]
}

/** The colours of a picture as float32 in [0, 1], and its alpha apart. */
export function toFloat(picture: Picture): FloatImage {
  const { width, height, channels, depth, data } = picture
  const rgb = new Float32Array(width * height * 3)
  const white = 2 ** depth - 1
  const step = channels < 3 ? 0 : 1
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = data[from] / white
    rgb[to + 1] = data[from + step] / white
    rgb[to + 2] = data[from + 2 * step] / white
  }
  const alpha = hasAlpha(picture) ? { shape: [height, width, 1], data: alphaOf(picture) } : undefined
  return { rgb: { shape: [height, width, 3], data: rgb }, alpha }
}

function alphaOf({ width, height, channels, depth, data }: Picture): Float32Array {
  const white = 2 ** depth - 1
  return Float32Array.from({ length: width * height }, (_, pixel) => data[(pixel + 1) * channels - 1] / white)
}

/**
 * A picture of the depth and channels of `like` from colours and opacity, clipped to [0, 1] and rounded to nearest.
 * Grey is the mean of the three colours: of three estimates of one value it errs least. Where alpha is wanted and
 * none given, the picture is opaque.
 *
 * @throws DataError for other shapes, and for NaN, which no picture can hold.
 */
export function fromFloat(rgb: Float32Tensor, alpha: Float32Tensor | undefined, like: PictureLayout): Picture {
  const [height, width] = rgb.shape
  checkShape(rgb, [height, width, 3])
  if (alpha) checkShape(alpha, [height, width, 1])
  const { channels, depth } = like
  const data = emptySamples(width * height * channels, depth)
  const white = 2 ** depth - 1
  const quantise = (value: number) => Math.round(Math.min(Math.max(value, 0), 1) * white)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * 3
    const to = pixel * channels
    const sum = rgb.data[from] + rgb.data[from + 1] + rgb.data[from + 2]
    if (Number.isNaN(sum)) throw nanError(pixel, width)
    if (channels < 3) data[to] = quantise(sum / 3)
    else for (let i = 0; i < 3; i++) data[to + i] = quantise(rgb.data[from + i])
    if (channels % 2 === 0) data[to + channels - 1] = alpha ? quantise(alpha.data[pixel]) : white
  }
  return { width, height, channels, depth, data }
}

function checkShape({ shape, data }: Float32Tensor, expected: readonly number[]): void {
  const length = expected.reduce((product, size) => product * size, 1)
  if (shape.length === 3 && shape.every((size, axis) => size === expected[axis]) && data.length === length) return
  throw new DataError(`expected an image of shape [${expected.join(', ')}], got [${shape}] of ${data.length} numbers`)
}

function nanError(pixel: number, width: number): DataError {
  const place = `column ${pixel % width}, row ${Math.floor(pixel / width)}`
  return new DataError(`the image holds a value that is not a number at ${place}`, {
    hint: 'The network gave no usable result: its weights may be damaged, or the precision too low.',
  })
}
