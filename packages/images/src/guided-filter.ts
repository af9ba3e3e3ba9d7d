import { filterLines, type Plane } from './plane.js'

/** A linear function of another plane's value at each pixel: slope · value + offset. */
export interface LocalLine {
  readonly slope: Plane
  readonly offset: Plane
}

/**
 * The guided filter of He, Sun and Tang (Guided image filtering, ECCV 2010): smooths a plane and gives it the edges of
 * a guide ({@link guidedLine}).
 *
 * @param radius in pixels; windows are cut at the borders.
 */
export function guidedFilter(input: Plane, guide: Plane, radius: number, epsilon: number): Plane {
  const { slope, offset } = guidedLine(input, guide, radius, epsilon)
  return { ...guide, data: guide.data.map((value, i) => slope.data[i] * value + offset.data[i]) }
}

/**
 * Fits the guide I to the input p with a linear function per pixel, as the guided filter does. Within each window of
 * (2·radius + 1)² pixels the best linear function is
 *
 *     a = cov(I, p) / (var(I) + epsilon),  b = p̄ − a·Ī
 *
 * and a pixel's line has the mean slope and offset of all windows that contain it.
 *
 * @param radius in pixels; windows are cut at the borders.
 * @param epsilon above 0; the slope approaches 0 where the guide varies much less than √epsilon
 */
export function guidedLine(input: Plane, guide: Plane, radius: number, epsilon: number): LocalLine {
  const mean = (data: Float32Array) => boxMean({ ...guide, data }, radius).data
  const product = (a: Float32Array, b: Float32Array) => a.map((value, index) => value * b[index])
  const meanGuide = mean(guide.data)
  const meanInput = mean(input.data)
  const meanSquare = mean(product(guide.data, guide.data))
  const slope = mean(product(guide.data, input.data)).map((both, i) => {
    return (both - meanGuide[i] * meanInput[i]) / (meanSquare[i] - meanGuide[i] ** 2 + epsilon)
  })
  const offset = meanInput.map((value, i) => value - slope[i] * meanGuide[i])
  return { slope: { ...guide, data: mean(slope) }, offset: { ...guide, data: mean(offset) } }
}

/** The mean of each pixel's window of (2·radius + 1)² pixels, clipped to the plane. */
export function boxMean(plane: Plane, radius: number): Plane {
  return filterLines(plane, (from, to, start, step, count) => slidingMean(from, to, start, step, count, radius))
}

/** Means along a line of `count` numbers that are `step` apart. */
function slidingMean(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  let sum = 0
  for (let i = 0; i < Math.min(radius, count); i++) sum += from[start + i * step]
  for (let i = 0; i < count; i++) {
    const enters = i + radius
    const left = i - radius - 1
    if (enters < count) sum += from[start + enters * step]
    if (left >= 0) sum -= from[start + left * step]
    to[start + i * step] = sum / (Math.min(enters, count - 1) - Math.max(left, -1))
  }
}
