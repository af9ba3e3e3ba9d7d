import * as fc from 'fast-check'
import { embeddingText, parseEmbedding } from './embedding-text.js'

test('embeddings of any length survive as text, also as parts of larger arrays', () => {
  fc.assert(
    fc.property(fc.float32Array(), fc.nat(3), (values, from) => {
      const part = values.subarray(Math.min(from, values.length))
      expect(parseEmbedding(embeddingText(part))).toEqual(part.slice())
    }),
  )
})

test('bytes beyond the last whole number are left out', () => {
  expect(parseEmbedding(Buffer.from([0, 0, 128, 63, 7]).toString('base64'))).toEqual(Float32Array.of(1))
})
