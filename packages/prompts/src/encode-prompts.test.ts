import { DataError } from '@dfpir/core'
import { encodePrompts } from './encode-prompts.js'
import { fixedEncoder, fixedPrompts } from './fixed-embedding.js'
import { vocabularies } from './vocabulary.js'

test('texts keep what is said of them and get embeddings', async () => {
  const table = await encodePrompts(vocabularies.simple, fixedEncoder(16), 16)
  expect(table).toEqual(fixedPrompts(vocabularies.simple, 16))
  expect(table[0].embedding).toEqual(table[1].embedding)
})

test('embeddings of another size are refused', async () => {
  const encoding = encodePrompts(vocabularies.simple, fixedEncoder(16), 512)
  await expect(encoding).rejects.toThrow(DataError)
  await expect(encoding).rejects.toThrow('embeddings have 16 numbers, but the network expects 512')
})
