import { type Picture, UsageError } from '@dfpir/core'

/** The size, channels and depth of a picture. */
export type PictureShape = Omit<Picture, 'data'>

/** An 8-bit RGB picture, as used in training and evaluation. */
export interface RgbPicture extends Picture {
  readonly channels: 3
  readonly depth: 8
  readonly data: Uint8Array // [height, width, 3]
}

/** A grey picture of 8 or 16 bits, such as a depth map or a layer of rain. */
export interface GreyPicture extends Picture {
  readonly channels: 1 // data: [height, width]
}

/**
 * Wraps samples as a picture; the array is not copied.
 *
 * @throws UsageError if the array does not have `width * height * 3` samples
 */
export function rgbPicture(width: number, height: number, data: Uint8Array): RgbPicture {
  if (data.length !== width * height * 3) {
    throw new UsageError(`an RGB picture of ${width}×${height} needs ${width * height * 3} samples, got ${data.length}`)
  }
  return { width, height, channels: 3, depth: 8, data }
}

/** A picture whose samples are all 0. */
export function emptyPicture({ width, height, channels, depth }: PictureShape): Picture {
  const size = width * height * channels
  return { width, height, channels, depth, data: depth === 8 ? new Uint8Array(size) : new Uint16Array(size) }
}

/** True for grey + alpha and RGB + alpha. */
export function hasAlpha({ channels }: Pick<Picture, 'channels'>): boolean {
  return channels % 2 === 0
}

/** @throws UsageError if a picture's samples do not match its shape */
export function checkPicture({ width, height, channels, depth, data }: Picture): void {
  const valid = [width, height].every(side => Number.isInteger(side) && side >= 1) && [1, 2, 3, 4].includes(channels)
  const samples = depth === 8 ? Uint8Array : depth === 16 ? Uint16Array : undefined
  if (valid && samples && data instanceof samples && data.length === width * height * channels) return
  const expected = `${width}×${height} pixels of ${channels} channels and ${depth} bits`
  const found = ArrayBuffer.isView(data) ? `${data.constructor.name} of ${data.length}` : typeof data
  throw new UsageError(`expected a picture of ${expected} with its samples, got ${found}`, {
    hint: 'Use a Uint8Array for 8 bits and a Uint16Array for 16 bits, with width · height · channels samples.',
  })
}
