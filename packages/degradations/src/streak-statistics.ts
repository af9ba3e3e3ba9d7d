import { UsageError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'

/** Statistics of the streaks in a rainy picture. Brightness is in sRGB values 0 … 1. */
export interface StreakStatistics {
  /** The share of pixels that are brightened by more than 0.02. */
  readonly share: number
  /** The 50th, 90th and 99th percentile of their brightening. */
  readonly median: number
  readonly percentile90: number
  readonly percentile99: number
  /** The slant of the strongest correlation, in degrees from vertical, positive with the lower end to the left. */
  readonly angle: number
  /** Correlation of the brightening at 1 and 3 pixels across that direction. */
  readonly across: readonly [number, number]
  /** Correlation at 3, 10 and 20 pixels along it. */
  readonly along: readonly [number, number, number]
}

/** The minimum brightening of a pixel in a streak. */
const visible = 0.02

/** The longest distance for correlations, in pixels. */
const reach = 20

/**
 * Computes statistics of the light that rain added to a picture: y − x, the mean of the three colours.
 *
 * @throws UsageError if the pictures differ in size, or have sides of less than 41 pixels
 */
export function streakStatistics(rainy: RgbPicture, clean: RgbPicture): StreakStatistics {
  const { width, height } = rainy
  if (width !== clean.width || height !== clean.height || Math.min(width, height) <= 2 * reach) {
    const sizes = `${width}×${height} and ${clean.width}×${clean.height}`
    throw new UsageError(`expected two pictures of the same size with sides over ${2 * reach} pixels, got ${sizes}`)
  }
  const added = brightening(rainy, clean)
  const lit = added.filter(value => value > visible).sort()
  const quantile = (share: number) => lit[Math.floor(share * (lit.length - 1))] ?? 0
  const correlation = correlations(added, width, height)
  const angle = streakAngle(correlation)
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const across = (distance: number) => correlation(distance * cosine, distance * sine)
  const along = (distance: number) => correlation(-distance * sine, distance * cosine)
  return {
    share: lit.length / added.length,
    median: quantile(0.5),
    percentile90: quantile(0.9),
    percentile99: quantile(0.99),
    angle: (angle * 180) / Math.PI,
    across: [across(1), across(3)],
    along: [along(3), along(10), along(20)],
  }
}

function brightening({ data }: RgbPicture, clean: RgbPicture): Float32Array {
  return Float32Array.from({ length: data.length / 3 }, (_, pixel) => {
    let sum = 0
    for (let i = 3 * pixel; i < 3 * pixel + 3; i++) sum += data[i] - clean.data[i]
    return sum / 3 / 255
  })
}

/** The correlation of values at a distance of (x, y) pixels, −20 … 20, interpolated linearly. */
function correlations(values: Float32Array, width: number, height: number): (x: number, y: number) => number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const centred = values.map(value => value - mean)
  const variance = centred.reduce((sum, value) => sum + value ** 2, 0) / values.length
  const known = new Map<string, number>()
  const at = (x: number, y: number): number => {
    if (y < 0) return at(-x, -y)
    const key = `${x} ${y}`
    if (!known.has(key)) known.set(key, variance > 0 ? covariance(centred, width, height, x, y) / variance : 0)
    return known.get(key)!
  }
  return (x, y) => {
    const [left, top] = [Math.floor(x), Math.floor(y)]
    const above = at(left, top) * (1 - x + left) + at(left + 1, top) * (x - left)
    const below = at(left, top + 1) * (1 - x + left) + at(left + 1, top + 1) * (x - left)
    return above * (1 - y + top) + below * (y - top)
  }
}

/** The mean product of values that are (x, y) pixels apart, y ≥ 0. */
function covariance(values: Float32Array, width: number, height: number, x: number, y: number): number {
  const [from, to] = [Math.max(0, -x), Math.min(width, width - x)]
  let sum = 0
  for (let row = 0; row < height - y; row++) {
    const shift = y * width + x
    for (let i = row * width + from; i < row * width + to; i++) sum += values[i] * values[i + shift]
  }
  return sum / ((to - from) * (height - y))
}

/** The angle in radians of the strongest correlation at a distance of 10 pixels. */
function streakAngle(correlation: (x: number, y: number) => number): number {
  const angles = Array.from({ length: 72 }, (_, step) => ((2.5 * step - 90) * Math.PI) / 180)
  const along = angles.map(angle => correlation(-10 * Math.sin(angle), 10 * Math.cos(angle)))
  return angles[along.indexOf(Math.max(...along))]
}
