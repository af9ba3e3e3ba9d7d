/** A mean, and how far single values lie from it. */
export interface Spread {
  readonly mean: number
  /** The sample's standard deviation; nothing for a single value. */
  readonly deviation?: number
}

/** NaN of no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Mean and deviation, the latter with n − 1 in its denominator. */
export function spread(values: readonly number[]): Spread {
  const middle = mean(values)
  if (values.length < 2) return { mean: middle }
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return { mean: middle, deviation: Math.sqrt(squares / (values.length - 1)) }
}
