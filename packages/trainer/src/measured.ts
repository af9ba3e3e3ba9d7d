import { z } from 'zod'

/** A measured number from JSON, where infinity is `null`. */
export const measured = z
  .number()
  .nullable()
  .transform(value => value ?? Number.POSITIVE_INFINITY)
