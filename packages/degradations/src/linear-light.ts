import type { Float32Tensor, Random } from '@dfpir/core'
import { imageSize, type RgbPicture, rgbPicture } from '@dfpir/images'
import type { FloatDegradation } from './degradation.js'

/** Converts an sRGB value 0 … 1 to linear light 0 … 1 (IEC 61966-2-1). */
export function lightOf(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** Converts linear light 0 … 1 to an sRGB value: the inverse of {@link lightOf}. */
export function encodedOf(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055
}

const lights = Float32Array.from({ length: 256 }, (_, level) => lightOf(level / 255))

/** The 8-bit level of each of 65536 equal steps of light: even in the dark, a step is a twentieth of a level. */
const levels = Uint8Array.from({ length: 65536 }, (_, step) => Math.round(encodedOf(step / 65535) * 255))

/** Converts a picture's samples to linear light, 0 … 1. */
export function toLight({ width, height, data }: RgbPicture): Float32Tensor {
  const light = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++) light[i] = lights[data[i]]
  return { shape: [height, width, 3], data: light }
}

/**
 * Converts an image of linear light, clipped to 0 … 1, to a picture.
 *
 * @throws DataError if the image is not [H, W, 3]
 */
export function fromLight(image: Float32Tensor): RgbPicture {
  const { width, height } = imageSize(image)
  const data = new Uint8Array(image.data.length)
  for (let i = 0; i < data.length; i++) {
    data[i] = levels[Math.min(Math.max(image.data[i] * 65535 + 0.5, 0), 65535) | 0]
  }
  return rgbPicture(width, height, data)
}

/** Applies a degradation of linear light to 8-bit sRGB pictures. */
export function onLight<Values>(degrade: FloatDegradation<Values>) {
  return (picture: RgbPicture, values: Values, random: Random): RgbPicture =>
    fromLight(degrade(toLight(picture), values, random))
}
