import { createHash } from 'node:crypto'
import { type Content, isContent } from './is-content.js'

/** A short hash of a JSON value. The order of keys and keys without a value do not affect it. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16)
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isContent(part) ? sorted(part) : part))
}

function sorted(object: Content): Content {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))
}
