import { DataError } from '@dfpir/core'
import type { PromptTable, PromptText } from './prompt.js'
import type { PromptEncoder } from './prompt-encoder.js'

/**
 * Makes a table of prompts with an encoder's embeddings of their texts.
 *
 * @param size the embedding size that the network expects
 * @throws DataError if the encoder's embeddings have another size; any error of the encoder
 */
export async function encodePrompts(
  texts: readonly PromptText[],
  encoder: PromptEncoder,
  size: number,
): Promise<PromptTable> {
  const embeddings = await encoder.encode(texts.map(({ text }) => text))
  return texts.map((text, index) => {
    const embedding = embeddings[index]
    if (embedding.length === size) return { ...text, embedding }
    throw new DataError(
      `the text encoder's embeddings have ${embedding.length} numbers, but the network expects ${size}`,
      {
        hint: "Use an encoder that fits the network's promptSize; CLIP ViT-B/32 has 512.",
      },
    )
  })
}
