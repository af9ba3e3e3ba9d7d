import { DataError, type Float32Tensor, type Picture } from '@dfpir/core'
import { emptyPicture, type PictureShape, type RgbPicture } from './picture.js'

/**
 * Converts the colours of a picture to a float image: float32 in [0, 1], [H, W, 3]. Grey becomes three equal channels;
 * alpha is dropped.
 */
export function toFloat({ width, height, channels, depth, data }: Picture): Float32Tensor {
  const image = new Float32Array(width * height * 3)
  const white = 2 ** depth - 1
  const step = channels < 3 ? 0 : 1
  for (let from = 0, to = 0; to < image.length; from += channels, to += 3) {
    image[to] = data[from] / white
    image[to + 1] = data[from + step] / white
    image[to + 2] = data[from + 2 * step] / white
  }
  return { shape: [height, width, 3], data: image }
}

/**
 * Converts a float image to a picture: clips it to [0, 1] and rounds to the nearest of 256 levels, or of 65536 for a
 * depth of 16.
 *
 * @throws DataError if the image is not [H, W, 3], and for NaN, which a picture cannot store
 */
export function fromFloat(image: Float32Tensor): RgbPicture
export function fromFloat(image: Float32Tensor, depth: Picture['depth']): Picture
export function fromFloat(image: Float32Tensor, depth: Picture['depth'] = 8): Picture {
  const picture = emptyPicture({ ...imageSize(image), channels: 3, depth })
  writeColours(picture, image)
  return picture
}

/**
 * Replaces the colours of a picture by a float image of its size, clipped and rounded like {@link fromFloat}. Channels,
 * depth and alpha stay. Grey is the mean of the three colours, which has the smallest error of three estimates of one
 * value.
 *
 * @throws DataError for an image of another shape, and for NaN.
 */
export function withColours({ width, height, channels, depth, data }: Picture, image: Float32Tensor): Picture {
  const picture = { width, height, channels, depth, data: data.slice() }
  writeColours(picture, image)
  return picture
}

/** The width and height of a float image. @throws DataError if it is not [H, W, 3] */
export function imageSize({ shape, data }: Float32Tensor): { width: number; height: number } {
  const [height, width, channels] = shape
  if (shape.length === 3 && channels === 3 && data.length === height * width * 3) return { width, height }
  throw new DataError(`expected an image of shape [H, W, 3], got [${shape}] of ${data.length} numbers`)
}

/** Writes an image into the colour samples of a picture. */
function writeColours({ width, height, channels, depth, data }: Picture, image: Float32Tensor): void {
  checkSize({ width, height }, image)
  const colours = image.data
  const white = 2 ** depth - 1
  const level = (value: number) => Math.min(Math.max(value, 0), 1) * white + 0.5 // the array drops the fraction
  for (let from = 0, to = 0; from < colours.length; from += 3, to += channels) {
    const sum = colours[from] + colours[from + 1] + colours[from + 2]
    if (Number.isNaN(sum)) throw nanError(from / 3, width)
    if (channels < 3) data[to] = level(sum / 3)
    else for (let i = 0; i < 3; i++) data[to + i] = level(colours[from + i])
  }
}

function checkSize({ width, height }: Pick<PictureShape, 'width' | 'height'>, image: Float32Tensor): void {
  const size = imageSize(image)
  if (size.width === width && size.height === height) return
  throw new DataError(`expected an image of shape [${height}, ${width}, 3], got [${image.shape}]`)
}

function nanError(pixel: number, width: number): DataError {
  const place = `column ${pixel % width}, row ${Math.floor(pixel / width)}`
  return new DataError(`the image has NaN at ${place}`, {
    hint: 'Check the weights, which may be damaged, or use a higher precision.',
  })
}
