import type { Plane } from '@dfpir/images'
import { Histogram } from './histogram.js'

/** A linear filter: positions relative to a pixel, at most one pixel away, and their weights. */
type Filter = readonly (readonly [dx: number, dy: number, weight: number])[]

/**
 * Immerkær's noise mask, whose response to white noise of deviation 1 has deviation 1 (Fast noise variance estimation,
 * CVIU 1996).
 */
export const noiseMask: Filter = [-1, 0, 1].flatMap(dy =>
  [-1, 0, 1].map(dx => [dx, dy, ((dx === 0 ? -2 : 1) * (dy === 0 ? -2 : 1)) / 6] as const),
)

/** First differences in four directions, second differences in two, and the noise mask. */
const filters: readonly Filter[] = [
  ...[
    [1, 0],
    [0, 1],
    [1, 1],
    [-1, 1],
  ].map(
    ([dx, dy]) =>
      [
        [0, 0, -1],
        [dx, dy, 1],
      ] as const,
  ),
  ...[
    [1, 0],
    [0, 1],
  ].map(
    ([dx, dy]) =>
      [
        [-dx, -dy, -0.5],
        [0, 0, 1],
        [dx, dy, -0.5],
      ] as const,
  ),
  noiseMask,
]

const shares = [0.1, 0.5, 0.9, 0.99]

/**
 * Statistics of each filter's responses on all planes: mean magnitude, root mean square, skew, and quantiles of the
 * magnitude.
 */
export function filterStatistics(planes: readonly Plane[]): number[] {
  return filters.flatMap(filter => responseStatistics(planes, filter))
}

/** The responses of a filter at all positions within the plane. */
export function applied(filter: Filter, plane: Plane): Plane {
  const size = { width: plane.width - 2, height: plane.height - 2 }
  const data = new Float32Array(size.width * size.height)
  applyInto(data, filter, plane)
  return { ...size, data }
}

function applyInto(result: Float32Array, filter: Filter, { width, height, data }: Plane): void {
  const offsets = Int32Array.from(filter, ([dx, dy]) => dy * width + dx)
  const weights = Float64Array.from(filter, ([, , weight]) => weight)
  for (let y = 1, to = 0; y < height - 1; y++) {
    for (let at = y * width + 1, end = at + width - 2; at < end; at++, to++) {
      let sum = 0
      for (let tap = 0; tap < offsets.length; tap++) sum += weights[tap] * data[at + offsets[tap]]
      result[to] = sum
    }
  }
}

function responseStatistics(planes: readonly Plane[], filter: Filter): number[] {
  const [{ width, height }] = planes
  const responses = new Float32Array((width - 2) * (height - 2))
  const histogram = new Histogram(8)
  let [size, squares, cubes] = [0, 0, 0]
  for (const plane of planes) {
    applyInto(responses, filter, plane)
    for (let i = 0; i < responses.length; i++) {
      const value = responses[i]
      const absolute = value < 0 ? -value : value
      size += absolute
      squares += value * value
      cubes += value * value * value
      histogram.add(absolute)
    }
  }
  const count = planes.length * responses.length
  const deviation = Math.sqrt(squares / count)
  const skew = cubes / count / (deviation ** 3 + 0.1)
  return [logOf(size / count), logOf(deviation), Math.cbrt(skew), ...histogram.quantiles(shares).map(logOf)]
}

/** The logarithm of a magnitude in 8-bit levels, clipped at a tenth of a level. */
export function logOf(size: number): number {
  return Math.log(size + 0.1)
}
