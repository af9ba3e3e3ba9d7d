import { learningRate, planPhases } from './schedule.js'

const options = { schedule: 'cosine', warmup: 10, minLearningRate: 1e-6 } as const

test('warm-up rises linearly to the base rate', () => {
  expect(learningRate(0, 100, 1e-3, options)).toBeCloseTo(1e-4, 10)
  expect(learningRate(9, 100, 1e-3, options)).toBeCloseTo(1e-3, 10)
})

test('the cosine starts at the base rate, passes the middle half way and ends near the lowest', () => {
  expect(learningRate(10, 110, 1e-3, options)).toBeCloseTo(1e-3, 10)
  expect(learningRate(60, 110, 1e-3, options)).toBeCloseTo((1e-3 + 1e-6) / 2, 10)
  expect(learningRate(109, 110, 1e-3, options)).toBeGreaterThan(1e-6)
  expect(learningRate(109, 110, 1e-3, options)).toBeLessThan(2e-6)
})

test('a constant schedule stays, and a base below the lowest rate is not raised', () => {
  expect(learningRate(70, 100, 1e-3, { ...options, schedule: 'constant' })).toBe(1e-3)
  expect(learningRate(50, 100, 1e-8, { ...options, warmup: 0 })).toBeCloseTo(1e-8, 15)
})

test('phases lie end to end and epochs become steps', () => {
  const plan = planPhases(
    [
      { patch: 128, batch: 5, learningRate: 1e-4, epochs: 80 },
      { patch: 192, batch: 3, learningRate: 1e-5, steps: 7 },
    ],
    400,
  )
  expect(plan.map(({ first, steps, index }) => [first, steps, index])).toEqual([
    [0, 6400, 0],
    [6400, 7, 1],
  ])
})
