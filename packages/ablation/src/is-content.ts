/** Keys and values as YAML and JSON carry them. */
export type Content = Readonly<Record<string, unknown>>

/** Whether a value has keys: neither a list, nor text, number and the like. */
export function isContent(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
