import { DataError, type Float32Tensor } from '@dfpir/core'
import { checkSameSize, lumaPlanes, type Planes, tensorPlanes } from './planes.js'

export interface SsimOptions {
  /**
   * `uniform`: 7×7 pixels of equal weight and sample covariances (n − 1), scikit-image's default. `gaussian`: 11×11
   * with standard deviation 1.5 and plain weighted covariances, as in the paper by Wang et al.
   */
  window?: SsimWindow
}

/**
 * Mean structural similarity (Wang et al., 2004) of two float images [H, W, C] in [0, 1] (clipped to it): over whole
 * windows, with K₁ = 0.01, K₂ = 0.03, averaged over channels. 1 for identical images, NaN if either contains NaN.
 *
 * @throws DataError when the shapes differ or are no image's, or the image is smaller than the window.
 */
export function ssim(a: Float32Tensor, b: Float32Tensor, { window = 'uniform' }: SsimOptions = {}): number {
  return planesSsim(tensorPlanes(a), tensorPlanes(b), window)
}

/**
 * The same on BT.601 luma (studio range), of RGB or grey images.
 *
 * @throws DataError when the shapes differ or are no image's, or the image is smaller than the window.
 */
export function ssimLuma(a: Float32Tensor, b: Float32Tensor, { window = 'uniform' }: SsimOptions = {}): number {
  return planesSsim(lumaPlanes(tensorPlanes(a)), lumaPlanes(tensorPlanes(b)), window)
}

/** The window for SSIM's local statistics. */
export type SsimWindow = 'uniform' | 'gaussian'

const c1 = 0.01 ** 2
const c2 = 0.03 ** 2

/** The mean structural similarity over all whole windows and channels (Wang et al., 2004, equation 13). */
export function planesSsim(a: Planes, b: Planes, window: SsimWindow): number {
  checkSameSize(a, b)
  const { taps } = windows[window]
  if (a.width < taps.length || a.height < taps.length) {
    const sizes = `${taps.length}×${taps.length} pixels, but the images have ${a.width}×${a.height}`
    throw new DataError(`SSIM's ${window} window is ${sizes}`, { hint: 'Compare larger images, or use only PSNR.' })
  }
  const means = a.channels.map((plane, channel) => planeSsim(plane, b.channels[channel], a.width, windows[window]))
  return means.reduce((sum, mean) => sum + mean, 0) / means.length
}

interface Weights {
  /** The weights of the window's rows, and of its columns; the window is their outer product and sums to 1. */
  readonly taps: Float64Array
  /** The factor from the window's variance to the sample variance, n / (n − 1); 1 for the plain variance. */
  readonly sample: number
}

const windows: Record<SsimWindow, Weights> = {
  uniform: { taps: normalised(7, () => 1), sample: 49 / 48 },
  gaussian: { taps: normalised(11, offset => Math.exp(-(offset ** 2) / (2 * 1.5 ** 2))), sample: 1 },
}

function normalised(size: number, weight: (offset: number) => number): Float64Array {
  const taps = Float64Array.from({ length: size }, (_, index) => weight(index - (size - 1) / 2))
  const sum = taps.reduce((total, value) => total + value, 0)
  return taps.map(value => value / sum)
}

function planeSsim(a: Float64Array, b: Float64Array, width: number, weights: Weights): number {
  const columns = Array.from({ length: 5 }, () => new Float64Array(width)) // a, b, a², b², ab weighted down the window
  const size = weights.taps.length
  const rows = a.length / width - size + 1
  let sum = 0
  for (let top = 0; top < rows; top++) {
    weighColumns(columns, a, b, top * width, weights.taps)
    for (let left = 0; left <= width - size; left++) sum += windowSsim(columns, left, weights)
  }
  return sum / (rows * (width - size + 1))
}

/** Weighs the window's rows, from the one at `start` on, for every column. */
function weighColumns(columns: Float64Array[], a: Float64Array, b: Float64Array, start: number, taps: Float64Array) {
  const [meanA, meanB, squareA, squareB, product] = columns
  for (const column of columns) column.fill(0)
  const width = meanA.length
  for (let row = 0; row < taps.length; row++) {
    const tap = taps[row]
    const offset = start + row * width
    for (let x = 0; x < width; x++) {
      const valueA = a[offset + x]
      const valueB = b[offset + x]
      meanA[x] += tap * valueA
      meanB[x] += tap * valueB
      squareA[x] += tap * valueA * valueA
      squareB[x] += tap * valueB * valueB
      product[x] += tap * valueA * valueB
    }
  }
}

/** SSIM of the window whose first column is `left` (Wang et al., equation 13). */
function windowSsim(columns: readonly Float64Array[], left: number, { taps, sample }: Weights): number {
  const [columnA, columnB, columnSquareA, columnSquareB, columnProduct] = columns
  let a = 0
  let b = 0
  let squareA = 0
  let squareB = 0
  let product = 0
  for (let i = 0; i < taps.length; i++) {
    const tap = taps[i]
    const x = left + i
    a += tap * columnA[x]
    b += tap * columnB[x]
    squareA += tap * columnSquareA[x]
    squareB += tap * columnSquareB[x]
    product += tap * columnProduct[x]
  }
  const variances = sample * (squareA - a * a + (squareB - b * b))
  const covariance = sample * (product - a * b)
  return ((2 * a * b + c1) * (2 * covariance + c2)) / ((a * a + b * b + c1) * (variances + c2))
}
