import fc from 'fast-check'
import { canonicalHash } from './canonical-hash.js'

test('the order of keys does not matter, the order of lists does, nor do keys without a value', () => {
  expect(canonicalHash({ a: 1, b: { c: [1, 2], d: null } })).toBe(canonicalHash({ b: { d: null, c: [1, 2] }, a: 1 }))
  expect(canonicalHash({ a: [1, 2] })).not.toBe(canonicalHash({ a: [2, 1] }))
  expect(canonicalHash({ a: 1, b: undefined })).toBe(canonicalHash({ a: 1 }))
  expect(canonicalHash({ a: 1 })).toMatch(/^[0-9a-f]{16}$/)
})

test('whatever JSON carries has the hash of itself with its keys turned round', () => {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, turned(inner)]),
    )
  }
  fc.assert(fc.property(fc.jsonValue(), value => canonicalHash(turned(value)) === canonicalHash(value)))
})
