import { inspect } from 'node:util'
import { nearest, UsageError } from '@dfpir/core'
import type { z } from 'zod'

/**
 * Validates user content, such as a file's, with a schema.
 *
 * @param name the content's name in messages, such as "the training file"
 * @throws UsageError that lists every unknown key with the nearest known one, and every invalid value with the expected
 * and the actual one
 */
export function parseContent<S extends z.ZodType>(schema: S, content: unknown, name: string): z.output<S> {
  const result = schema.safeParse(content, { error: describeValue })
  if (result.success) return result.data
  const faults = result.error.issues.map(issue => describeIssue(issue, schema))
  throw new UsageError(`${name} is invalid: ${faults.join('; ')}`)
}

/** The message for an invalid value: the expected value and the actual one. */
export function must(be: string): { error: (issue: { readonly input?: unknown }) => string } {
  return { error: ({ input }) => `must be ${be}, got ${shown(input)}` }
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  const place = issue.path.join('.')
  if (issue.code !== 'unrecognized_keys') return `${place || 'it'} ${issue.message}`
  const known = keysAt(schema, issue.path)
  return issue.keys.map(key => describeKey(key, place, known)).join('; ')
}

/** The most keys that an error lists. */
const listedKeys = 10

function describeKey(key: string, place: string, known: readonly string[]): string {
  const all = known.length <= listedKeys ? ` (expected one of ${known.join(', ')})` : ''
  return `unknown key ${place ? `${place}.` : ''}${key}${suggestion(key, known) || all}`
}

function suggestion(value: unknown, known: readonly string[]): string {
  const close = typeof value === 'string' ? nearest(value, known) : undefined
  return close ? ` (did you mean ${close}?)` : ''
}

/** The message for an invalid value whose schema does not define one. */
function describeValue(issue: z.core.$ZodRawIssue): string {
  const close = issue.code === 'invalid_value' ? suggestion(issue.input, issue.values.map(String)) : ''
  return `${expectation(issue)}, got ${shown(issue.input)}${close}`
}

const nouns: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping',
  record: 'a mapping',
}

function expectation(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') return `must be ${nouns[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code === 'too_small') return bound(issue, issue.inclusive ? 'at least' : 'above', issue.minimum)
  if (issue.code === 'too_big') return bound(issue, issue.inclusive ? 'at most' : 'below', issue.maximum)
  return 'has an invalid value'
}

/** A limit of a number, or of a length. */
function bound({ origin }: { origin: string }, comparison: string, limit: number | bigint): string {
  if (origin === 'number' || origin === 'int') return `must be ${comparison} ${limit}`
  return `must have a length of ${comparison} ${limit}`
}

/** The most characters of a value that an error shows. */
const shownLength = 80

function shown(value: unknown): string {
  if (value === undefined) return 'none'
  const text = inspect(value, { compact: true, breakLength: Number.POSITIVE_INFINITY })
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text
}

/** The parts of zod's schemas; each kind has some of them. */
interface Parts {
  readonly shape?: Readonly<Record<PropertyKey, Parts>>
  readonly element?: Parts
  readonly options?: readonly unknown[]
  readonly def?: {
    readonly innerType?: Parts
    readonly out?: Parts
    readonly keyType?: Parts
    readonly valueType?: Parts
  }
}

/** The known keys at a path of a schema. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const place = path.reduce<Parts[]>(
    (parts, key) => forms(parts).flatMap(({ shape, element, def }) => shape?.[key] ?? element ?? def?.valueType ?? []),
    [schema as Parts],
  )
  return forms(place).flatMap(({ shape, def }) =>
    shape ? Object.keys(shape) : (def?.keyType?.options ?? []).map(String),
  )
}

/** Unwraps optional schemas, schemas with defaults, and unions. */
function forms(parts: readonly Parts[]): Parts[] {
  return parts.flatMap(part => {
    const inner = part.def?.innerType ?? part.def?.out
    if (inner) return forms([inner])
    const isUnion = part.options?.some(option => typeof option === 'object')
    return isUnion ? forms(part.options as Parts[]) : [part]
  })
}
