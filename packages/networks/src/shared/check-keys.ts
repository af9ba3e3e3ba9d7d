import { nearest, UsageError } from '@dfpir/core'
import { z } from 'zod'

/**
 * Parses a configuration from JSON or YAML with a schema.
 *
 * @throws UsageError that lists every invalid value and, for every unknown key, the nearest known one.
 */
export function checkKeys<T extends z.ZodObject>(schema: T, json: unknown): z.output<T> {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const known = Object.keys(schema.shape)
  const faults = result.error.issues.map(issue => describe(issue, known))
  throw new UsageError(`the network's configuration is invalid: ${faults.join('; ')}`, {
    hint: `Known keys: ${known.join(', ')}.`,
  })
}

/** The kind of a network's layer norms. */
export const normKey = z.enum(['with-bias', 'bias-free'])

/** A whole number from `least` up. */
export function whole(least: number): z.ZodNumber {
  return z.number().int().min(least)
}

/** A whole number from `least` up for each of the four levels. */
export function perLevel(least: number) {
  return z.tuple([whole(least), whole(least), whole(least), whole(least)])
}

function describe(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code !== 'unrecognized_keys') return `${issue.path.join('.') || 'the whole'}: ${issue.message}`
  return issue.keys.map(key => describeKey(key, known)).join('; ')
}

function describeKey(key: string, known: readonly string[]): string {
  const close = nearest(key, known)
  return `unknown key ${key}${close === undefined ? '' : ` (did you mean ${close}?)`}`
}
