import { DataError } from '@dfpir/core'
import * as fc from 'fast-check'
import { silhouette } from './silhouette.js'

test('values that were computed by hand', () => {
  expect(silhouette([[0], [1], [10], [11]], ['a', 'a', 'b', 'b'])).toBeCloseTo((9.5 / 10.5 + 8.5 / 9.5) / 2, 12)
  expect(silhouette([[0], [10], [1], [11]], ['a', 'a', 'b', 'b'])).toBeCloseTo(-0.45, 12)
  expect(
    silhouette(
      [
        [0, 0],
        [3, 4],
        [3, 4],
      ],
      ['a', 'b', 'b'],
    ),
  ).toBeCloseTo(2 / 3, 12) // alone with its label: 0
  expect(silhouette([[5], [5], [5], [5]], ['a', 'a', 'b', 'b'])).toBe(0)
})

test('it neither moves with the points nor with their scale or order', () => {
  const point = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 })
  const labelled = fc.tuple(point, fc.constantFrom('a', 'b', 'c'))
  fc.assert(
    fc.property(fc.array(labelled, { minLength: 3, maxLength: 12 }), drawn => {
      const all: typeof drawn = [[[0, 0, 0], 'a'], [[1, 2, 3], 'b'], ...drawn]
      const of = (list: typeof drawn) =>
        silhouette(
          list.map(([values]) => values),
          list.map(([, label]) => label),
        )
      const value = of(all)
      expect(Math.abs(value)).toBeLessThanOrEqual(1)
      expect(of([...all].reverse())).toBeCloseTo(value, 9)
      expect(of(all.map(([values, label]) => [values.map(x => 3 * x + 7), label]))).toBeCloseTo(value, 9)
    }),
  )
})

test.each([
  ['one label', [[0], [1]], ['a', 'a']],
  ['fewer labels', [[0], [1]], ['a']],
  ['points that do not match', [[0], [1, 2]], ['a', 'b']],
])('%s is refused', (_, points, labels) => {
  expect(() => silhouette(points, labels)).toThrow(DataError)
})
