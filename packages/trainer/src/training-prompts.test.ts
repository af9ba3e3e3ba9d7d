import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import type { ParsedEntry } from '@dfpir/datasets'
import { fixedPrompts, vocabularies } from '@dfpir/prompts'
import { trainingPrompts } from './training-prompts.js'

const tinyClip = resolve(__dirname, '../../prompts/fixtures/tiny-clip')
const cache = mkdtempSync(join(tmpdir(), 'dfpir-training-prompts-'))
const before = process.env.DFPIR_CACHE

beforeAll(() => {
  process.env.DFPIR_CACHE = cache
})
afterAll(() => {
  if (before === undefined) delete process.env.DFPIR_CACHE
  else process.env.DFPIR_CACHE = before
  rmSync(cache, { recursive: true })
})

const entries: readonly ParsedEntry[] = [
  { task: 'denoise', sigma: [15, 25], clean: 'a', repeat: 1 },
  { task: 'derain', clean: 'a', repeat: 1 },
  { task: 'denoise', sigma: 25, clean: 'b', repeat: 1 },
  { task: 'derain', clean: 'b', repeat: 1 },
]

test('each prompt once, with fixed embeddings of the detailed texts', async () => {
  const { prompts, encoder } = await trainingPrompts(entries, { size: 16 })
  expect(prompts).toEqual([0, 1, 3].map(index => fixedPrompts(undefined, 16)[index]))
  expect(encoder).toBe('fixed')
})

test('the vocabulary decides on the words', async () => {
  const { prompts } = await trainingPrompts(entries, { size: 8, options: { vocabulary: 'simple' } })
  expect(prompts).toEqual([0, 1, 3].map(index => fixedPrompts(vocabularies.simple, 8)[index]))
})

test("weights' own prompts go on, unless the file says otherwise", async () => {
  const derain = { name: 'derain', task: 'derain', text: 'mine', embedding: new Float32Array(16) } as const
  const known = { prompts: [derain], encoder: 'some/clip@1' }
  const mixed = await trainingPrompts(entries, { size: 16, known })
  expect(mixed.prompts.map(({ name }) => name)).toEqual(['denoise-15', 'denoise-25', 'derain'])
  expect(mixed.prompts[2]).toBe(derain)
  expect(mixed.encoder).toBeUndefined()
  expect((await trainingPrompts([entries[1]], { size: 16, known })).encoder).toBe('some/clip@1')
  const asked = await trainingPrompts([entries[1]], { size: 16, known, options: { vocabulary: 'detailed' } })
  expect(asked.prompts[0].text).toBe('Rain degradation with rain lines')
  const none = await trainingPrompts([entries[1]], { size: 16, known: { prompts: [] } })
  expect(none).toEqual({ prompts: [fixedPrompts(undefined, 16)[3]], encoder: 'fixed' })
})

test('an encoder makes the embeddings, of the size that the network takes', async () => {
  const options = { vocabulary: 'detailed', encoder: tinyClip } as const
  const { prompts, encoder } = await trainingPrompts(entries, { size: 512, options })
  expect(encoder).toMatch(/^sha256:/)
  expect(prompts[2].embedding).not.toEqual(fixedPrompts()[3].embedding)
  await expect(trainingPrompts(entries, { size: 8, options })).rejects.toThrow(DataError)
  const nowhere = { ...options, encoder: 'no encoder' }
  await expect(trainingPrompts(entries, { size: 512, options: nowhere })).rejects.toThrow(UsageError)
})
