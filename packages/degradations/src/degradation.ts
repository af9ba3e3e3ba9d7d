import { type Picture, type Random, UsageError } from '@dfpir/core'

/** A photograph as training and evaluation use it: 8-bit RGB, interleaved, row by row. */
export interface RgbPicture extends Picture {
  readonly channels: 3
  readonly depth: 8
  readonly data: Uint8Array // [height, width, 3]
}

/** Levels without colour, such as a depth map or a layer of rain: 8 or 16 bits, row by row. */
export interface GreyPicture extends Picture {
  readonly channels: 1 // data: [height, width]
}

/** Something that happens to a photograph on its way to the viewer. */
export interface Degradation {
  /** Short, such as `denoise-25`: also the name of the prompt that undoes it, where there is one. */
  readonly name: string
  /** A degraded copy of the same size. The same picture and state of `random` give the same copy. */
  apply(picture: RgbPicture, random: Random): RgbPicture
}

/**
 * Wraps samples as a picture; the array is not copied.
 *
 * @throws UsageError when the array does not hold `width * height * 3` samples.
 */
export function rgbPicture(width: number, height: number, data: Uint8Array): RgbPicture {
  if (data.length !== width * height * 3) {
    throw new UsageError(`an RGB picture of ${width}×${height} has ${width * height * 3} samples, got ${data.length}`)
  }
  return { width, height, channels: 3, depth: 8, data }
}
