import { filterLines, type Plane } from './plane.js'

/**
 * The guided filter of He, Sun and Tang (Guided image filtering, ECCV 2010): smooths a plane and gives
 * it the edges of a guide. Within each window of (2·radius + 1)² pixels the result is the linear function of the guide
 * that is nearest to the input:
 *
 *     q = ā·I + b̄,  a = cov(I, p) / (var(I) + epsilon),  b = p̄ − a·Ī
 *
 * @param radius in pixels; windows are cut at the borders.
 */
export function guidedFilter(input: Plane, guide: Plane, radius: number, epsilon: number): Plane {
  const mean = (data: Float32Array) => boxMean({ ...guide, data }, radius).data
  const product = (a: Float32Array, b: Float32Array) => a.map((value, index) => value * b[index])
  const meanGuide = mean(guide.data)
  const meanInput = mean(input.data)
  const meanSquare = mean(product(guide.data, guide.data))
  const slope = mean(product(guide.data, input.data)).map((both, i) => {
    return (both - meanGuide[i] * meanInput[i]) / (meanSquare[i] - meanGuide[i] ** 2 + epsilon)
  })
  const offset = meanInput.map((value, i) => value - slope[i] * meanGuide[i])
  const meanSlope = mean(slope)
  const meanOffset = mean(offset)
  return { ...guide, data: guide.data.map((value, i) => meanSlope[i] * value + meanOffset[i]) }
}

/** The mean of each pixel's window of (2·radius + 1)² pixels, as far as it lies in the plane. */
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
