import { readCheckpoint, toFloat32 } from '@dfpir/checkpoints'
import { DataError, UsageError } from '@dfpir/core'
import { noisePrompt, type PromptTable, type PromptText, vocabulary } from '@dfpir/prompts'

/**
 * Reads embeddings of prompts: a file with one tensor [size] or [1, size] for each, named as the prompt is (or
 * `prompts.` and its name).
 *
 * @throws UsageError for a name that no prompt has, DataError for an embedding of another size or a file without any
 */
export async function readPromptFile(path: string, size: number): Promise<PromptTable> {
  const { tensors } = await readCheckpoint(path)
  if (tensors.size === 0) throw new DataError(`${path} holds no embeddings`)
  return [...tensors].map(([name, entry]) => {
    const embedding = toFloat32(entry).data
    if (embedding.length === size) return { ...promptText(name.replace(/^prompts\./, ''), path), embedding }
    throw new DataError(`${path}: the network takes prompts of ${size} numbers, but ${name} has ${embedding.length}`)
  })
}

function promptText(name: string, path: string): PromptText {
  const sigma = /^denoise-(\d{1,3}(?:\.\d+)?)$/.exec(name)?.[1]
  const found = sigma === undefined ? vocabulary.find(prompt => prompt.name === name) : noisePrompt(Number(sigma))
  if (found) return found
  throw new UsageError(`${path} holds an embedding "${name}", which is no prompt's name`, {
    hint: `Names are denoise-SIGMA, ${vocabulary.flatMap(prompt => (prompt.sigma ? [] : [prompt.name])).join(', ')}.`,
  })
}
