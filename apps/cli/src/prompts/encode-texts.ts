import { writePromptFile } from '@dfpir/model'
import { vocabularies } from '@dfpir/prompts'
import { checkOutputFile, openPromptEncoder } from '@dfpir/terminal'
import type { EncoderOptions } from './encoder-options.js'

export interface EncodeTextsOptions extends EncoderOptions {
  output: string
  force?: boolean
}

/** The output of `dfpir prompts encode --json`. */
export interface EncodedTexts {
  readonly output: string
  /** The encoder and its revision. */
  readonly encoder: string
  readonly prompts: readonly {
    readonly name: string
    readonly text: string
    readonly size: number
    readonly norm: number
  }[]
}

/**
 * Writes the embeddings of texts to a safetensors file.
 *
 * @throws UsageError for an existing output, DataError and EnvironmentError for an encoder that is damaged or missing
 */
export async function encodeTexts(texts: readonly string[], options: EncodeTextsOptions): Promise<EncodedTexts> {
  const { output, force, encoder: location, dtype } = options
  checkOutputFile(output, { force, extensions: ['.safetensors'] })
  await using encoder = await openPromptEncoder(location, { dtype })
  const names = namedTexts([...new Set(texts)])
  const embeddings = await encoder.encode(names.map(({ text }) => text))
  const prompts = names.map((named, index) => ({ ...named, embedding: embeddings[index] }))
  await writePromptFile(output, { prompts, encoder: encoder.id })
  const described = prompts.map(({ name, text, embedding }) => {
    return { name, text, size: embedding.length, norm: Math.hypot(...embedding) }
  })
  return { output, encoder: encoder.id, prompts: described }
}

const known = Object.values(vocabularies).flat()

/** Names each text. A text that several prompts share, such as noise without a level, does not get a prompt's name. */
function namedTexts(texts: readonly string[]): { name: string; text: string }[] {
  return texts.map((text, index) => {
    const names = new Set(known.filter(prompt => prompt.text === text).map(prompt => prompt.name))
    return { name: names.size === 1 ? [...names][0] : `text-${index + 1}`, text }
  })
}
