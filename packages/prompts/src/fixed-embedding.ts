import { Random, UsageError } from '@dfpir/core'
import type { PromptTable, PromptText } from './prompt.js'
import type { PromptEncoder } from './prompt-encoder.js'
import { vocabulary } from './vocabulary.js'

/** About the norm of CLIP ViT-B/32's text features. */
const norm = 10

/**
 * A fixed vector for a text: normal numbers seeded by the text, scaled to norm 10. Different texts get nearly
 * orthogonal vectors, identical on every machine. They carry no meaning: they distinguish the prompts of one network
 * without a text encoder.
 *
 * @throws UsageError if the size is not a whole number of at least 1
 */
export function fixedEmbedding(text: string, size = 512): Float32Array {
  if (!Number.isInteger(size) || size < 1) throw new UsageError(`an embedding's size must be at least 1, got ${size}`)
  const random = Random.derive(0, 'prompt', text)
  const values = Float64Array.from({ length: size }, () => random.normal())
  const scale = norm / Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return Float32Array.from(values, value => value * scale)
}

/** A table of prompts with fixed embeddings. */
export function fixedPrompts(texts: readonly PromptText[] = vocabulary, size = 512): PromptTable {
  return texts.map(prompt => ({ ...prompt, embedding: fixedEmbedding(prompt.text, size) }))
}

/** {@link fixedEmbedding} as an encoder, the default in training. Its id is `fixed`. */
export function fixedEncoder(size = 512): PromptEncoder {
  return { id: 'fixed', encode: async texts => texts.map(text => fixedEmbedding(text, size)) }
}
