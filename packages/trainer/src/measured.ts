import { z } from 'zod'

/** A number that was measured, read from JSON, where an infinite one is `null`. */
export const measured = z
  .number()
  .nullable()
  .transform(value => value ?? Number.POSITIVE_INFINITY)
