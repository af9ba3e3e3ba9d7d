import fc from 'fast-check'
import { nearest } from './nearest.js'

const keys = ['learningRate', 'batch', 'steps', 'saveEvery', 'seed']

test.each([
  ['learningrate', 'learningRate'],
  ['lerningRate', 'learningRate'],
  ['bach', 'batch'],
  ['step', 'steps'],
  ['save_every', 'saveEvery'],
  ['colour', undefined],
  ['x', undefined],
  ['', undefined],
])('%s → %s', (name, expected) => {
  expect(nearest(name, keys)).toBe(expected)
})

test('of equally near ones the first, and none of none', () => {
  expect(nearest('ab', ['ax', 'ay'])).toBe('ax')
  expect(nearest('ab', [])).toBeUndefined()
})

test('neighbours that were swapped are one edit, and so many edits are close as are asked for', () => {
  expect(nearest('bacth', keys, 1)).toBe('batch')
  expect(nearest('hacth', keys, 1)).toBeUndefined()
  expect(nearest('hacth', keys, 2)).toBe('batch')
  expect(nearest('batch', keys, 0)).toBe('batch')
})

test('one edit is always found among strangers', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 3, maxLength: 12 })
  fc.assert(
    fc.property(letters, fc.nat(), (name, at) => {
      const cut = at % name.length
      const edited = name.slice(0, cut) + name.slice(cut + 1)
      expect(nearest(edited, ['ZZZZZZZZZZZZZZZ', name, 'YYYYYYY'])).toBe(name)
    }),
  )
})
