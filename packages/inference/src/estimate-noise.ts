import type { Picture } from '@dfpir/core'

/** Rows that are looked at, at most: enough samples for a median, whatever the picture's size. */
const mostRows = 512
/** Median of |N(0, 1)|. */
const normalMedian = 0.6745
/** Norm of the mask: what it makes of white noise of standard deviation 1. */
const maskNorm = 6

/**
 * The standard deviation of a picture's noise on the scale 0 … 255, taken to be white and Gaussian: the response to
 * Immerkær's mask [1 −2 1; −2 4 −2; 1 −2 1], which is blind to edges along the axes and to slow changes ("Fast noise
 * variance estimation", CVIU 1996), measured by its median absolute value over 0.6745 as Donoho and Johnstone do for
 * wavelet coefficients ("Ideal spatial adaptation by wavelet shrinkage", Biometrika 1994), so that texture, which is
 * sparse, counts little. Neighbourhoods with a clipped sample are left out, since clipping hides noise; so is alpha.
 * Fine texture everywhere is still taken for noise, and noise that a camera's processing smoothed is underrated.
 *
 * @returns 0 for a picture smaller than 3×3 or one whose every neighbourhood is clipped.
 */
export function estimateNoise(picture: Picture): number {
  const histogram = responses(picture)
  const total = histogram.reduce((sum, count) => sum + count, 0)
  if (total === 0) return 0
  let below = 0
  let median = 0
  while (below + histogram[median] < total / 2) below += histogram[median++]
  const within = (total / 2 - below) / histogram[median]
  return Math.max(0, median - 0.5 + within) / (normalMedian * maskNorm)
}

/** How often each absolute response, rounded on the scale of 8 bits, occurs. */
function responses({ width, height, channels, depth, data }: Picture): Uint32Array {
  const scale = depth === 16 ? 1 / 257 : 1
  const white = depth === 16 ? 65_535 : 255
  const histogram = new Uint32Array(8 * 255 + 1)
  const colours = channels > 2 ? 3 : 1
  const stride = width * channels
  const step = Math.max(1, Math.floor(height / mostRows))
  for (let y = 1; y < height - 1; y += step) {
    for (let x = 1; x < width - 1; x++) {
      for (let channel = 0; channel < colours; channel++) {
        const response = maskAt(data, { at: y * stride + x * channels + channel, channels, stride, white })
        if (response >= 0) histogram[Math.round(response * scale)]++
      }
    }
  }
  return histogram
}

interface Neighbourhood {
  at: number
  channels: number
  stride: number
  white: number
}

/** The mask's absolute response at a sample, or −1 where one of the nine samples is clipped. */
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
