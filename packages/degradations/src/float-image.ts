import { DataError, type Float32Tensor, type Random } from '@dfpir/core'
import { type RgbPicture, rgbPicture } from './degradation.js'

/** The samples of a picture as numbers 0 … 1. */
export function toFloats({ width, height, data }: RgbPicture): Float32Tensor {
  const floats = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++) floats[i] = data[i] / 255
  return { shape: [height, width, 3], data: floats }
}

/**
 * An image of numbers 0 … 1 as a picture: rounded to the nearest of 256 levels, clipped where it is out of range.
 *
 * @throws DataError when the image is not [H, W, 3].
 */
export function fromFloats(image: Float32Tensor): RgbPicture {
  const { width, height } = sizeOf(image)
  const levels = new Uint8Array(image.data.length)
  for (let i = 0; i < levels.length; i++) levels[i] = Math.min(Math.max(image.data[i] * 255 + 0.5, 0), 255)
  return rgbPicture(width, height, levels)
}

/** The width and height of an image. @throws DataError when it is not [H, W, 3]. */
export function sizeOf({ shape, data }: Float32Tensor): { width: number; height: number } {
  const [height, width, channels] = shape
  if (shape.length === 3 && channels === 3 && data.length === height * width * 3) return { width, height }
  throw new DataError(`expected an image of shape [H, W, 3], got [${shape}] of ${data.length} numbers`)
}

/** A degradation of images of numbers 0 … 1, [H, W, 3]; the image itself is left as it is. */
export type FloatDegradation<Values> = (image: Float32Tensor, values: Values, random: Random) => Float32Tensor

/** The form that a degradation of numbers has on 8-bit pictures: only its result is rounded. */
export function onPictures<Values>(degrade: FloatDegradation<Values>) {
  return (picture: RgbPicture, values: Values, random: Random): RgbPicture =>
    fromFloats(degrade(toFloats(picture), values, random))
}
