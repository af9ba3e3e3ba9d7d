import { Random, UsageError } from '@dfpir/core'
import { silhouette } from '@dfpir/metrics'
import { embedFeatures, standardise, usedPerplexity } from './embed-features.js'

/** Rows of 20 numbers around three centres, and which one each belongs to. */
function clusters() {
  const random = new Random(4)
  const labels = Array.from({ length: 30 }, (_, index) => 'abc'[index % 3])
  const rows = labels.map(label =>
    Float32Array.from({ length: 20 }, (_, i) => random.normal() + ('abc'.indexOf(label) === i % 3 ? 8 : 0)),
  )
  return { rows, labels }
}

test('columns have mean 0 and deviation 1, or are 0 where they do not vary', () => {
  const rows = standardise([Float32Array.of(1, 5, 7), Float32Array.of(3, 5, 7), Float32Array.of(5, 5, 1)])
  const high = Math.sqrt(1.5)
  expect(rows.map(([first]) => first)).toEqual([-high, 0, high].map(value => expect.closeTo(value, 6)))
  expect(rows.map(([, second]) => second)).toEqual([0, 0, 0])
  expect(rows.map(([, , third]) => third)).toEqual(
    [Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT2].map(v => expect.closeTo(v, 6)),
  )
})

test('what lies apart stays apart, the same for the same seed', () => {
  const { rows, labels } = clusters()
  const standard = standardise(rows)
  const plane = embedFeatures(standard, { perplexity: 8, seed: 3 })
  expect(silhouette(plane, labels)).toBeGreaterThan(0.8)
  expect(embedFeatures(standard, { perplexity: 8, seed: 3 })).toEqual(plane)
  expect(embedFeatures(standard, { perplexity: 8, seed: 4 })).not.toEqual(plane)
})

test('few points have few neighbours, and fewer than six no embedding', () => {
  expect([usedPerplexity(300, 30), usedPerplexity(31, 30), usedPerplexity(6, 30)]).toEqual([30, 10, 1])
  expect(() => embedFeatures(standardise(clusters().rows.slice(0, 5)), { perplexity: 8, seed: 0 })).toThrow(UsageError)
})
