import { UsageError } from '@dfpir/core'
import { fixedEmbedding, fixedPrompts } from './fixed-embedding.js'
import { exactPrompt, matchEmbedding } from './match-embedding.js'
import type { PromptEncoder } from './prompt-encoder.js'

const table = fixedPrompts()

/** Sums of fixed vectors per word: texts are as near as the words that they share. */
const encoder: PromptEncoder = {
  id: 'words',
  encode: async texts => texts.map(text => sumOf(text.toLowerCase().match(/[a-z]+/g) ?? [''])),
}

function sumOf(words: readonly string[]): Float32Array {
  const vectors = words.map(word => fixedEmbedding(word, 64))
  return vectors[0].map((_, index) => vectors.reduce((sum, vector) => sum + vector[index], 0))
}

test('the nearest prompt by the texts, not by the embeddings that the table carries', async () => {
  const match = await matchEmbedding(table, 'the rain lines', encoder)
  expect(match.prompt).toBe(table[3])
  expect(match.confidence).toBeGreaterThan(0.9)
  expect(match.others.map(({ task }) => task).sort()).toEqual(['deblur', 'dehaze', 'denoise', 'lowlight'])
})

test('the three prompts of noise count together; the level is that of the text', async () => {
  const { prompt, confidence, sigma } = await matchEmbedding(table, 'strong gaussian noise', encoder)
  expect(prompt.name).toBe('denoise-50')
  expect(sigma).toBe(50)
  expect(confidence).toBeGreaterThan(0.9) // each alone has a third
  expect((await matchEmbedding(table, 'gaussian noise', encoder)).sigma).toBeUndefined()
})

/** A first text that lies at these cosines from those that follow it. */
function plane(cosines: readonly number[]): PromptEncoder {
  const at = (along: number) => Float32Array.of(3 * along, 3 * Math.sqrt(1 - along * along))
  return { id: 'plane', encode: async texts => texts.map((_, index) => at(index === 0 ? 1 : cosines[index - 1])) }
}

test('confidence is the softmax of 100 times the cosine', async () => {
  const cosines = [0.2, 0.21, 0.19, 0.18, 0.17, 0.16, 0.15] // of the seven prompts
  const powers = cosines.map(cosine => Math.exp(100 * cosine))
  const share = powers.slice(0, 3).reduce((a, b) => a + b) / powers.reduce((a, b) => a + b)
  const { confidence, prompt } = await matchEmbedding(table, 'anything', plane(cosines))
  expect(confidence).toBeCloseTo(share, 3)
  expect(prompt.name).toBe('denoise-25')
})

test('what is near to several, and what the table lacks, is refused', async () => {
  const even = plane([0.1, 0.1, 0.1, 0.11, 0.11, 0.11, 0.11])
  await expect(matchEmbedding(table, 'anything', even)).rejects.toThrow(UsageError)
  await expect(matchEmbedding(table.slice(0, 3), 'rain lines', encoder)).rejects.toThrow('no prompt for it')
})

test('an exact prompt carries the embedding of its text', async () => {
  const [embedding] = await encoder.encode(['rain or so'])
  const prompt = await exactPrompt(table, 'rain or so', { encoder })
  expect(prompt).toEqual({ name: 'exact', task: 'derain', text: 'rain or so', embedding })
  expect((await exactPrompt(table, 'rain', { encoder, task: 'deblur' })).task).toBe('deblur')
})
