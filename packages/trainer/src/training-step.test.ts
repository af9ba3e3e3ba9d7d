import { averagedWeights } from './training-step.js'

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
