import { UsageError } from './errors.js'

/** @throws UsageError if a configuration value is not a whole number of at least `least` */
export function requireWhole(key: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return
  throw new UsageError(`${key} must be a whole number of at least ${least}, got ${value}`)
}
