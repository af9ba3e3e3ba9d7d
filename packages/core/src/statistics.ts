/** A mean and the deviation of single values from it. */
export interface Spread {
  readonly mean: number
  /** The sample's standard deviation; undefined for a single value. */
  readonly deviation?: number
}

/** The mean; NaN without values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The mean and the standard deviation, whose denominator is n − 1. */
export function spread(values: readonly number[]): Spread {
  const middle = mean(values)
  if (values.length < 2) return { mean: middle }
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return { mean: middle, deviation: Math.sqrt(squares / (values.length - 1)) }
}
