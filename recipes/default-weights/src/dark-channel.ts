import type { Float32Tensor } from '@dfpir/core'
import {
  convertPicture,
  filterLines,
  fromFloat,
  guidedFilter,
  type Plane,
  type RgbPicture,
  toFloat,
} from '@dfpir/images'

/** Share of pixels, the brightest in the dark channel, that show the air. */
const airShare = 0.001

/** Minimum transmission. Below it, noise dominates the scene. */
const leastTransmission = 0.1

/** Parameters of the guided filter, as in its paper: radius in pixels, epsilon for values 0 to 1. */
const refinement = { radius: 20, epsilon: 1e-3 }

export interface DarkChannelOptions {
  /** Share of the haze to remove, 0 to 1. @default 0.95, as in the paper */
  omega?: number
  /** Side of the square window in pixels, odd. @default 15, as in the paper */
  window?: number
}

/**
 * Removes haze by the dark channel prior (He, Sun and Tang, Single image haze removal using dark channel prior, IEEE TPAMI
 * 2011): near each pixel of a clear picture, something is dark in one of the colours, so any light there comes from the
 * air.
 *
 *     J_c = (I_c − A_c) / max(t, 0.1) + A_c,  t = G(1 − omega·dark(I / A))
 *
 * Instead of the paper's soft matting, G is the guided filter of the same authors (ECCV 2010), guided by the grey picture.
 *
 * @returns a picture of the same size.
 */
export function dehazeByDarkChannel(
  picture: RgbPicture,
  { omega = 0.95, window = 15 }: DarkChannelOptions = {},
): RgbPicture {
  const image = toFloat(picture)
  const air = atmosphericLight(image, darkChannel(image, window))
  const relative = { shape: image.shape, data: image.data.map((value, i) => value / air[i % 3]) }
  const { width, height, data } = darkChannel(relative, window)
  const coarse = { width, height, data: data.map(dark => 1 - omega * dark) }
  const { radius, epsilon } = refinement
  const transmission = guidedFilter(coarse, greyPlane(picture), radius, epsilon)
  return fromFloat(withoutAir(image, air, transmission))
}

/**
 * Takes the minimum of the three colours in a square window around each pixel, clipped at the borders.
 *
 * @param image values from 0 up, [H, W, 3].
 * @param window side in pixels, odd.
 */
export function darkChannel({ shape: [height, width], data }: Float32Tensor, window: number): Plane {
  const radius = (window - 1) / 2
  const least = new Float32Array(width * height)
  for (let i = 0, from = 0; i < least.length; i++, from += 3) {
    least[i] = Math.min(data[from], data[from + 1], data[from + 2])
  }
  return filterLines({ width, height, data: least }, (from, to, start, step, count) =>
    slidingLeast(from, to, start, step, count, radius),
  )
}

/** Computes sliding minima along a line of `count` numbers that are `step` apart. */
function slidingLeast(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  for (let i = 0; i < count; i++) {
    const end = Math.min(i + radius, count - 1)
    let least = Number.POSITIVE_INFINITY
    for (let j = Math.max(i - radius, 0); j <= end; j++) {
      const value = from[start + j * step]
      if (value < least) least = value
    }
    to[start + i * step] = least
  }
}

/**
 * Estimates the colour of the air: among the 0.1 % of pixels with the brightest dark channel, the pixel that is brightest
 * in the image.
 *
 * @param image values 0 … 1, [H, W, 3].
 * @param dark its dark channel.
 * @returns red, green and blue, above 0.
 */
export function atmosphericLight({ data }: Float32Tensor, dark: Plane): [red: number, green: number, blue: number] {
  const order = Uint32Array.from(dark.data.keys()).sort((a, b) => dark.data[b] - dark.data[a])
  const farthest = order.subarray(0, Math.ceil(order.length * airShare))
  const brightness = (pixel: number) => data[3 * pixel] + data[3 * pixel + 1] + data[3 * pixel + 2]
  const pixel = farthest.reduce((best, each) => (brightness(each) > brightness(best) ? each : best))
  const colour = (channel: number) => Math.max(data[3 * pixel + channel], 1 / 255)
  return [colour(0), colour(1), colour(2)]
}

function withoutAir({ shape, data }: Float32Tensor, air: readonly number[], transmission: Plane): Float32Tensor {
  const scene = data.map((value, i) => {
    const share = Math.max(transmission.data[Math.floor(i / 3)], leastTransmission)
    return (value - air[i % 3]) / share + air[i % 3]
  })
  return { shape, data: scene }
}

/** Averages the colours, 0 to 1. */
function greyPlane(picture: RgbPicture): Plane {
  const { width, height, data } = convertPicture(picture, { channels: 1, depth: 8 })
  return { width, height, data: Float32Array.from(data, value => value / 255) }
}
