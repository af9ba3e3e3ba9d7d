import { inspect } from 'node:util'
import { nearest, UsageError } from '@dfpir/core'
import type { z } from 'zod'

/**
 * Checks content that a user wrote, such as a file's, by a schema.
 *
 * @param name what the content is, such as "the training file"
 * @throws UsageError that names every unknown key, with the nearest known one, and every wrong value, with what was
 *   expected and what came
 */
export function parseContent<S extends z.ZodType>(schema: S, content: unknown, name: string): z.output<S> {
  const result = schema.safeParse(content, { error: describeValue })
  if (result.success) return result.data
  const faults = result.error.issues.map(issue => describeIssue(issue, schema))
  throw new UsageError(`${name} is wrong: ${faults.join('; ')}`)
}

/** The message of a schema's value that is wrong: what it must be, and what came. */
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

/** The message of a value that is wrong, where its schema has none of its own. */
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
  return 'has a wrong value'
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

/** What schemas of zod say of their parts, each kind some of it. */
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

/** The names that keys may have at a path of a schema. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const place = path.reduce<Parts[]>(
    (parts, key) => forms(parts).flatMap(({ shape, element, def }) => shape?.[key] ?? element ?? def?.valueType ?? []),
    [schema as Parts],
  )
  return forms(place).flatMap(({ shape, def }) =>
    shape ? Object.keys(shape) : (def?.keyType?.options ?? []).map(String),
  )
}

/** The schemas that optional ones, ones with defaults and unions stand for. */
function forms(parts: readonly Parts[]): Parts[] {
  return parts.flatMap(part => {
    const inner = part.def?.innerType ?? part.def?.out
    if (inner) return forms([inner])
    const isUnion = part.options?.some(option => typeof option === 'object')
    return isUnion ? forms(part.options as Parts[]) : [part]
  })
}
