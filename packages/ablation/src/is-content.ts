/** A mapping from YAML or JSON. */
export type Content = Readonly<Record<string, unknown>>

/** Whether a value is a mapping. */
export function isContent(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
