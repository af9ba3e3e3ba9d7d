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
  if (issue.code === 'invalid_key') return `the key ${place} ${issue.issues[0].message}`
  if (issue.code !== 'unrecognized_keys') return `${place || 'it'} ${issue.message}`
  const known = knownKeys(schema)
  return issue.keys.map(key => describeKey(key, place, known)).join('; ')
}

function describeKey(key: string, place: string, known: readonly string[]): string {
  return `unknown key ${place ? `${place}.` : ''}${key}${suggestion(key, known)}`
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
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'keys with values',
  record: 'keys with values',
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
  if (origin === 'string') return `must have ${comparison} ${limit} characters`
  if (origin === 'array') return `must have ${comparison} ${limit} items`
  return `must be ${comparison} ${limit}`
}

/** The most characters of a value that an error shows. */
const shownLength = 80

function shown(value: unknown): string {
  if (value === undefined) return 'none'
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value)
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text
}

/** Every key name anywhere in the schema: enough to find the one that was meant. */
function knownKeys(schema: z.ZodType): string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { shape, element, options, def } = value as {
      shape?: object
      element?: unknown
      options?: unknown
      def?: { innerType?: unknown; out?: unknown }
    }
    for (const name of Object.keys(shape ?? {})) names.add(name)
    for (const child of Object.values(shape ?? {})) visit(child)
    if (Array.isArray(options)) options.forEach(visit)
    for (const child of [element, def?.innerType, def?.out]) visit(child)
  }
  visit(schema)
  return [...names]
}
