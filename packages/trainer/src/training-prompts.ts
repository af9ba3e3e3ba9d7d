import {
  encodePrompts,
  fixedEncoder,
  type PromptEncoder,
  type PromptTable,
  type PromptText,
  taskPrompts,
  type VocabularyName,
} from '@dfpir/prompts'
import type { DataEntry, PromptOptions } from './config-schema.js'

/** The prompts of a training. */
export interface TrainingPrompts {
  readonly prompts: PromptTable
  /** What made their embeddings; undefined when that is not known. */
  readonly encoder?: string
}

export interface TrainingPromptsOptions {
  /** How many numbers the network takes; 0 for one that takes no prompts. */
  readonly size: number
  /** What the training file says of them; fixed embeddings of the detailed texts when left out. */
  readonly options?: PromptOptions
  /** Those of the weights that the training begins with; taken by their names where the file says nothing. */
  readonly known?: TrainingPrompts
}

/**
 * The prompts that samples of these entries can come with, each once, with their embeddings.
 *
 * @throws UsageError, DataError and EnvironmentError for an encoder that cannot be had or makes embeddings of another size
 */
export async function trainingPrompts(
  data: readonly DataEntry[],
  { size, options, known }: TrainingPromptsOptions,
): Promise<TrainingPrompts> {
  const texts = promptTexts(data, options?.vocabulary)
  if (size === 0) return { prompts: texts.map(text => ({ ...text, embedding: new Float32Array() })) }
  if (options === undefined && known !== undefined && known.prompts.length > 0) return completed(texts, known, size)
  return withEncoder(options?.encoder, size, async encoder => {
    return { prompts: await encodePrompts(texts, encoder, size), encoder: encoder.id }
  })
}

/** Each prompt that samples of these entries can come with. */
function promptTexts(data: readonly DataEntry[], vocabulary?: VocabularyName): readonly PromptText[] {
  const texts = data.flatMap(({ task, sigma }) => taskPrompts(task, [sigma ?? []].flat(), vocabulary))
  return [...new Map(texts.map(prompt => [prompt.name, prompt])).values()]
}

async function completed(texts: readonly PromptText[], known: TrainingPrompts, size: number): Promise<TrainingPrompts> {
  const fixed = await encodePrompts(texts, fixedEncoder(size), size)
  const prompts = fixed.map(prompt => known.prompts.find(({ name }) => name === prompt.name) ?? prompt)
  const same = prompts.every(prompt => !fixed.includes(prompt)) || known.encoder === fixedEncoder(size).id
  return { prompts, ...(same && { encoder: known.encoder }) }
}

async function withEncoder<T>(
  location: string | undefined,
  size: number,
  use: (encoder: PromptEncoder) => Promise<T>,
): Promise<T> {
  if (location === undefined) return use(fixedEncoder(size))
  const { loadPromptEncoder } = await import('@dfpir/hub')
  const encoder = await loadPromptEncoder(location)
  try {
    return await use(encoder)
  } finally {
    await encoder.dispose()
  }
}
