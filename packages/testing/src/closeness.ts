/** Returns the largest absolute difference between two arrays of equal length. */
export function maxDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  let worst = 0
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i])
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference
  }
  return worst
}

/** Returns the norm of the difference over the norm of the expected values, or the plain norm if those are all zero. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  let error = 0
  let norm = 0
  for (let i = 0; i < actual.length; i++) {
    error += (actual[i] - expected[i]) ** 2
    norm += expected[i] ** 2
  }
  return Math.sqrt(norm === 0 ? error : error / norm)
}
