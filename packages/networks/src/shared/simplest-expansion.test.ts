import fc from 'fast-check'
import { simplestExpansion } from './simplest-expansion.js'

const widths = (dim: number, expansion: number) =>
  [1, 2, 4, 8].map(factor => ({ channels: dim * factor, hidden: Math.floor(dim * factor * expansion) }))

test('2.66 where it fits, else the fewest decimals', () => {
  expect(simplestExpansion(widths(48, 2.66))).toBe(2.66)
  expect(simplestExpansion(widths(8, 2.6601))).toBe(2.66)
  expect(simplestExpansion(widths(48, 2))).toBe(2)
  expect(simplestExpansion(widths(16, 1.5))).toBe(1.5)
  expect(
    simplestExpansion([
      { channels: 8, hidden: 9 },
      { channels: 8, hidden: 30 },
    ]),
  ).toBeUndefined()
})

test('whatever is found gives the same widths', () => {
  const dims = fc.integer({ min: 1, max: 64 }).map(half => 2 * half)
  const expansions = fc.integer({ min: 10, max: 800 }).map(hundredths => hundredths / 100)
  fc.assert(
    fc.property(dims, expansions, (dim, expansion) => {
      const found = simplestExpansion(widths(dim, expansion))
      expect(found).toBeDefined()
      expect(widths(dim, found!)).toEqual(widths(dim, expansion))
    }),
  )
})
