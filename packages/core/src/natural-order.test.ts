import { sortNaturally } from './natural-order.js'

test('numbers in names count by their value', () => {
  const names = ['b1', 'a10.png', 'a2.png', 'a', 'a02.png', 'A1.png', 'a1/3', 'a1/20', '10', '9']
  const sorted = ['9', '10', 'A1.png', 'a', 'a1/3', 'a1/20', 'a02.png', 'a2.png', 'a10.png', 'b1']
  expect(sortNaturally(names)).toEqual(sorted)
})

test('the order does not depend on the one before', () => {
  const names = ['x007', 'x7', 'x07', 'x0', 'x', 'x00', 'x7y']
  expect(sortNaturally([...names].reverse())).toEqual(sortNaturally(names))
})
