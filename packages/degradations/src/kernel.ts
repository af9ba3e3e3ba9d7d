import { type Float32Tensor, UsageError } from '@dfpir/core'
import { imageSize } from '@dfpir/images'

/** A blur kernel: the weights of the pixels in a rectangle around a pixel. */
export interface BlurKernel {
  readonly width: number
  readonly height: number
  /** The column of the pixel itself; may be outside. */
  readonly originX: number
  /** The row of the pixel itself; may be outside. */
  readonly originY: number
  /** The weights; their sum is 1. */
  readonly weights: Float32Array // [height, width]
}

/**
 * Scales the weights of a kernel to the sum 1.
 *
 * @throws UsageError if the sum of the weights is not above 0
 */
export function blurKernel({ weights, ...place }: BlurKernel): BlurKernel {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (sum > 0) return { ...place, weights: weights.map(weight => weight / sum) }
  throw new UsageError(`the weights of a kernel must have a sum above 0, got ${sum}`)
}

/**
 * Blurs an image: every pixel becomes the weighted mean of its neighbours. The picture is mirrored at its borders.
 *
 *     y(p) = Σ_o w(o)·x(p + o)
 *
 * @param image [H, W, 3].
 * @throws DataError for another shape
 */
export function blur(image: Float32Tensor, kernel: BlurKernel): Float32Tensor {
  const { width, height } = imageSize(image)
  const padded = mirrored(image, kernel)
  const row = width * 3
  const stride = row + (kernel.width - 1) * 3
  const { offsets, weights } = taps(kernel, stride)
  const data = new Float32Array(image.data.length)
  for (let y = 0; y < height; y++) {
    for (let tap = 0; tap < offsets.length; tap++) {
      addRow(data, y * row, padded, y * stride + offsets[tap], weights[tap], row)
    }
  }
  return { shape: image.shape, data }
}

function addRow(to: Float32Array, start: number, from: Float32Array, first: number, weight: number, count: number) {
  for (let i = 0; i < count; i++) to[start + i] += weight * from[first + i]
}

/** The non-zero weights, and the offset of each from the first pixel of the rectangle. */
function taps({ width, height, weights }: BlurKernel, stride: number) {
  const places = Array.from({ length: width * height }, (_, place) => place).filter(place => weights[place] !== 0)
  return {
    offsets: Int32Array.from(places, place => Math.floor(place / width) * stride + (place % width) * 3),
    weights: Float32Array.from(places, place => weights[place]),
  }
}

/** Extends an image on each side by the reach of a kernel. */
function mirrored(image: Float32Tensor, { width: reachX, height: reachY, originX, originY }: BlurKernel): Float32Array {
  const { width, height } = imageSize(image)
  const wide = width + reachX - 1
  const columns = Int32Array.from({ length: wide }, (_, x) => mirror(x - originX, width) * 3)
  const padded = new Float32Array(wide * (height + reachY - 1) * 3)
  for (let y = 0, to = 0; to < padded.length; y++) {
    const start = mirror(y - originY, height) * width * 3
    for (let x = 0; x < wide; x++, to += 3) {
      const from = start + columns[x]
      padded[to] = image.data[from]
      padded[to + 1] = image.data[from + 1]
      padded[to + 2] = image.data[from + 2]
    }
  }
  return padded
}

/** The index of a sample beyond the ends, mirrored at each end: … 1 0 | 0 1 2 | 2 1 … */
export function mirror(index: number, count: number): number {
  const place = ((index % (2 * count)) + 2 * count) % (2 * count)
  return place < count ? place : 2 * count - 1 - place
}
