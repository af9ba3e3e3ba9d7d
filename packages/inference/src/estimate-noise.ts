import type { Picture } from '@dfpir/core'
import type { RowSource } from '@dfpir/images'

/** Maximum number of rows to sample: enough for a median, whatever the picture's size. */
const mostRows = 512
/** Median of |N(0, 1)|. */
const normalMedian = 0.6745
/** Norm of the mask: its response to white noise of standard deviation 1. */
const maskNorm = 6

/**
 * Estimates the standard deviation of a picture's noise on the scale 0 to 255, assuming white Gaussian noise. Immerkær's
 * mask [1 −2 1; −2 4 −2; 1 −2 1] does not respond to edges along the axes or to slow changes ("Fast noise variance
 * estimation", CVIU 1996). The estimate is the median absolute response over 0.6745, as Donoho and Johnstone use for
 * wavelet coefficients ("Ideal spatial adaptation by wavelet shrinkage", Biometrika 1994), so sparse texture counts
 * little. Alpha is ignored, and so are neighbourhoods with a clipped sample, since clipping hides noise. Fine texture
 * over the whole picture still counts as noise, and noise smoothed by a camera's processing is underestimated.
 *
 * @returns 0 for a picture smaller than 3×3 or one whose every neighbourhood is clipped.
 */
export function estimateNoise(picture: Picture): number {
  const histogram = emptyHistogram()
  const stride = picture.width * picture.channels
  for (const y of sampledRows(picture.height)) {
    addResponses(histogram, { ...picture, data: picture.data.subarray((y - 1) * stride, (y + 2) * stride) })
  }
  return deviation(histogram)
}

/** Does the same as {@link estimateNoise} for a picture that is read by rows. */
export async function estimateNoiseOfRows(source: RowSource, signal?: AbortSignal): Promise<number> {
  const histogram = emptyHistogram()
  for (const y of sampledRows(source.height)) {
    signal?.throwIfAborted()
    addResponses(histogram, await source.readRows(y - 1, 3))
  }
  return deviation(histogram)
}

/** Creates a histogram of absolute responses, rounded to 8-bit levels. */
function emptyHistogram(): Uint32Array {
  return new Uint32Array(8 * 255 + 1)
}

/** Returns the rows whose neighbourhoods are sampled. */
function sampledRows(height: number): number[] {
  const step = Math.max(1, Math.floor(height / mostRows))
  return Array.from({ length: Math.max(0, Math.ceil((height - 2) / step)) }, (_, i) => 1 + i * step)
}

function deviation(histogram: Uint32Array): number {
  const total = histogram.reduce((sum, count) => sum + count, 0)
  if (total === 0) return 0
  let below = 0
  let median = 0
  while (below + histogram[median] < total / 2) below += histogram[median++]
  const within = (total / 2 - below) / histogram[median]
  return Math.max(0, median - 0.5 + within) / (normalMedian * maskNorm)
}

/** Counts the responses in the middle of three rows. */
function addResponses(histogram: Uint32Array, { width, channels, depth, data }: Picture): void {
  const scale = depth === 16 ? 1 / 257 : 1
  const white = depth === 16 ? 65_535 : 255
  const colours = channels > 2 ? 3 : 1
  const stride = width * channels
  for (let x = 1; x < width - 1; x++) {
    for (let channel = 0; channel < colours; channel++) {
      const response = maskAt(data, { at: stride + x * channels + channel, channels, stride, white })
      if (response >= 0) histogram[Math.round(response * scale)]++
    }
  }
}

interface Neighbourhood {
  at: number
  channels: number
  stride: number
  white: number
}

/** Returns the mask's absolute response at a sample, or −1 if one of the nine samples is clipped. */
function maskAt(data: Picture['data'], { at, channels, stride, white }: Neighbourhood): number {
  let response = 0
  for (let row = -1; row <= 1; row++) {
    for (let column = -1; column <= 1; column++) {
      const value = data[at + row * stride + column * channels]
      if (value === 0 || value === white) return -1
      response += (row === 0 ? -2 : 1) * (column === 0 ? -2 : 1) * value
    }
  }
  return Math.abs(response)
}
