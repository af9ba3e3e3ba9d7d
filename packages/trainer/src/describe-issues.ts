import { nearest } from '@dfpir/core'
import type { z } from 'zod'

/** The faults that a schema found, in one line; an unknown key comes with the nearest known one. */
export function describeIssues(error: z.ZodError, schema: z.ZodObject): string {
  return error.issues.map(issue => describeIssue(issue, schema)).join('; ')
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodObject): string {
  const place = issue.path.join('.')
  if (issue.code !== 'unrecognized_keys') return `${place || 'the file'}: ${issue.message}`
  const known = knownKeys(schema)
  return issue.keys.map(key => describeKey(key, place, known)).join('; ')
}

function describeKey(key: string, place: string, known: readonly string[]): string {
  const close = nearest(key, known)
  return `unknown key ${place ? `${place}.` : ''}${key}${close ? ` (did you mean ${close}?)` : ''}`
}

/** Every key name anywhere in the schema: enough to find the one that was meant. */
function knownKeys(schema: z.ZodObject): string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { shape, element, def } = value as {
      shape?: object
      element?: unknown
      def?: { innerType?: unknown; out?: unknown }
    }
    for (const name of Object.keys(shape ?? {})) names.add(name)
    for (const child of Object.values(shape ?? {})) visit(child)
    visit(element)
    visit(def?.innerType)
    visit(def?.out)
  }
  visit(schema)
  return [...names]
}
