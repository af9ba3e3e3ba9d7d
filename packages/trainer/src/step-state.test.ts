import { averageDecay } from './step-state.js'

test('the decay rises to the one that was asked for', () => {
  expect(averageDecay(0.999, 1)).toBeCloseTo(2 / 11)
  expect(averageDecay(0.999, 90)).toBeCloseTo(0.91)
  expect(averageDecay(0.999, 1e6)).toBe(0.999)
  expect(averageDecay(0, 5)).toBe(0)
})
