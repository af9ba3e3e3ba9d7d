import { percent } from './percent.js'

test.each([
  [0, '0 %'],
  [0.001, '1 %'],
  [0.345, '35 %'],
  [0.998, '99 %'],
  [1, '100 %'],
])('%p is %s', (share, text) => {
  expect(percent(share)).toBe(text)
})
