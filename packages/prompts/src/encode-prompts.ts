import { DataError } from '@dfpir/core'
import type { PromptTable, PromptText } from './prompt.js'
import type { PromptEncoder } from './prompt-encoder.js'

/**
 * A table of prompts with the embeddings that an encoder makes of their texts.
 *
 * @param size how many numbers the network takes
 * @throws DataError when the encoder makes another number of them; what the encoder throws
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
    throw new DataError(`the text encoder makes ${embedding.length} numbers of a text, and the network takes ${size}`, {
      hint: 'The key promptSize of a network is how many it takes; CLIP ViT-B/32 makes 512.',
    })
  })
}
