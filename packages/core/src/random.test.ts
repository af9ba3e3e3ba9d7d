import { Random } from './random.js'

test('the same seed gives the same numbers and another seed others', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, new Random(seed).bits, new Random(seed))
  expect(draw(1)).not.toEqual(draw(2))
})
