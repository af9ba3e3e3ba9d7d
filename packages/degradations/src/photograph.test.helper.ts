import { createHash } from 'node:crypto'
import type { Float32Tensor } from '@dfpir/core'
import { type RgbPicture, rgbPicture } from '@dfpir/images'

/** A picture with smooth areas, edges and texture, bright above and dark below, of any size. */
export function photograph(width: number, height: number): RgbPicture {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3)
    const x = pixel % width
    const y = Math.floor(pixel / width)
    const shape = (x * 7 + y * 3) % 41 < 13 ? 60 : 0
    const texture = (x * x + 3 * y * y + 5 * x * y) % 17
    return Math.min(20 + shape + texture + (index % 3) * 20 + (110 * (height - y)) / height, 255)
  })
  return rgbPicture(width, height, data)
}

/** A picture of one colour. */
export function plain(width: number, height: number, colour: readonly number[]): RgbPicture {
  return rgbPicture(
    width,
    height,
    Uint8Array.from({ length: width * height * 3 }, (_, index) => colour[index % 3]),
  )
}

/** An image of one value. */
export function level(width: number, height: number, value: number): Float32Tensor {
  return { shape: [height, width, 3], data: new Float32Array(width * height * 3).fill(value) }
}

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}

/** The first digits of the SHA-256 of a picture's samples. */
export function digest({ data }: RgbPicture): string {
  return createHash('sha256').update(data).digest('hex').slice(0, 16)
}
