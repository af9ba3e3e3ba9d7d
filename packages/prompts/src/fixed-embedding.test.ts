import { tasks, UsageError } from '@dfpir/core'
import { fixedEmbedding, fixedPrompts } from './fixed-embedding.js'
import { vocabulary } from './vocabulary.js'

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * b[index], 0)

test('the vocabulary names every task, and nothing twice', () => {
  expect(new Set(vocabulary.map(prompt => prompt.task))).toEqual(new Set(tasks))
  expect(new Set(vocabulary.map(prompt => prompt.name)).size).toBe(vocabulary.length)
  expect(vocabulary[2].text).toBe('Gaussian noise with a standard deviation of 50')
})

test('embeddings are fixed, of norm 10 and nearly orthogonal', () => {
  const table = fixedPrompts()
  for (const a of table) {
    expect(a.embedding).toEqual(fixedEmbedding(a.text))
    for (const b of table) {
      if (a === b) expect(dot(a.embedding, b.embedding)).toBeCloseTo(100, 3)
      else expect(Math.abs(dot(a.embedding, b.embedding))).toBeLessThan(20)
    }
  }
})

test('golden numbers: trained networks depend on them', () => {
  expect(fixedEmbedding('Rain degradation with rain lines').subarray(0, 4)).toBeWithin(
    1e-6,
    [0.8827923, 0.9788587, -0.5194552, 0.0263298],
  )
})

test('any size will do, but no nonsense', () => {
  expect(fixedEmbedding('x', 3)).toHaveLength(3)
  expect(fixedPrompts(vocabulary.slice(0, 2), 16).map(prompt => prompt.embedding.length)).toEqual([16, 16])
  expect(() => fixedEmbedding('x', 0)).toThrow(UsageError)
  expect(() => fixedEmbedding('x', 1.5)).toThrow('got 1.5')
})
