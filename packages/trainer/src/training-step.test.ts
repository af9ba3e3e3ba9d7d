import { averageDecay, averagedWeights } from './training-step.js'

const value = (number: number) => ({ shape: [1], data: Float32Array.of(number) })

test('averages stand for the weights that have one', () => {
  const state = new Map([
    ['a', value(1)],
    ['a/adam_m', value(2)],
    ['a/adam_v', value(3)],
    ['a/average', value(4)],
    ['frozen', value(5)],
  ])
  expect([...averagedWeights(state)]).toEqual([
    ['a', value(4)],
    ['frozen', value(5)],
  ])
})

test('the decay rises to the one that was asked for', () => {
  expect(averageDecay(0.999, 1)).toBeCloseTo(2 / 11)
  expect(averageDecay(0.999, 90)).toBeCloseTo(0.91)
  expect(averageDecay(0.999, 1e6)).toBe(0.999)
  expect(averageDecay(0, 5)).toBe(0)
})
