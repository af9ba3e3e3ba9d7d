import { UsageError } from '@dfpir/core'
import { trainingSchema } from '@dfpir/trainer'
import { type Content, isContent } from './is-content.js'

/** The keys of a training file. Every other key without a dot belongs to the network. */
const trainingKeys = new Set([...Object.keys(trainingSchema.shape), 'preset', 'root'])

/** Keys that a sweep sets itself, and the keys of the sweep file that control them. */
const reserved: Readonly<Record<string, string>> = { seed: 'seeds', output: 'output' }

/** Flattens nested objects to keys with dots: `{model: {gamma: 1}}` as `{'model.gamma': 1}`. */
export function flatten(overrides: Content, prefix = ''): Record<string, unknown> {
  const entries = Object.entries(overrides).flatMap(([key, value]) =>
    isContent(value) ? Object.entries(flatten(value, `${prefix}${key}.`)) : [[`${prefix}${key}`, value] as const],
  )
  return Object.fromEntries(entries)
}

/**
 * Replaces keys of a training file. A key is a path with dots (`finetune.steps`), a key of the training file (`loss`),
 * or else a key of the network (`gamma`). A `model` with an `architecture` replaces the whole model, since the keys of one
 * architecture mean nothing to another.
 *
 * @throws UsageError for a key that the sweep sets itself, or below something that has no keys
 */
export function overrideContent(content: Content, overrides: Content): Content {
  const start = namesArchitecture(overrides) ? { ...content, model: {} } : content
  return Object.entries(flatten(overrides)).reduce((changed, [key, value]) => {
    if (Object.hasOwn(reserved, key)) {
      throw new UsageError(`a sweep cannot vary ${key}`, { hint: `Set ${reserved[key]} at the top of the file.` })
    }
    const path = key.includes('.') || trainingKeys.has(key) ? key.split('.') : ['model', key]
    return replaced(changed, path, value, key)
  }, start)
}

function namesArchitecture({ model }: Content): boolean {
  return isContent(model) && Object.hasOwn(model, 'architecture')
}

function replaced(content: Content, [first, ...rest]: readonly string[], value: unknown, key: string): Content {
  if (rest.length === 0) return { ...content, [first]: value }
  const inner = content[first] ?? {}
  if (!isContent(inner)) throw new UsageError(`the sweep's key ${key} does not exist: ${first} has no keys`)
  return { ...content, [first]: replaced(inner, rest, value, key) }
}
