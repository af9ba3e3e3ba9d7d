import { parseContent } from '@dfpir/datasets'
import { learningRate, planPhases, type Schedule, scheduleSchema } from './schedule.js'

const options = { warmup: 10, minLearningRate: 1e-6 }

/** The rate of a step of 1e-3 in a phase of 110 steps. */
const at = (step: number, schedule: unknown, steps = 110) =>
  learningRate(step, { steps, learningRate: 1e-3, stepsPerEpoch: 20 }, { ...options, schedule: parse(schedule) })

const parse = (schedule: unknown): Schedule => parseContent(scheduleSchema, schedule, 'schedule')

test('warm-up rises linearly to the base rate', () => {
  expect(at(0, 'cosine')).toBeCloseTo(1e-4, 10)
  expect(at(9, 'cosine')).toBeCloseTo(1e-3, 10)
})

test('the cosine starts at the base rate, passes the middle half way and ends near the lowest', () => {
  expect(at(10, 'cosine')).toBeCloseTo(1e-3, 10)
  expect(at(60, 'cosine')).toBeCloseTo((1e-3 + 1e-6) / 2, 10)
  expect(at(109, 'cosine')).toBeGreaterThan(1e-6)
  expect(at(109, 'cosine')).toBeLessThan(2e-6)
})

test('a constant schedule stays, and a base below the lowest rate is not raised', () => {
  expect(at(70, 'constant')).toBe(1e-3)
  const low = { steps: 100, learningRate: 1e-8 }
  expect(learningRate(50, low, { warmup: 0, minLearningRate: 1e-6, schedule: parse('cosine') })).toBeCloseTo(1e-8, 15)
})

test('linear falls evenly to the lowest rate', () => {
  expect(at(35, 'linear')).toBeCloseTo(1e-3 - 0.25 * (1e-3 - 1e-6), 10)
  expect(at(109, 'linear')).toBeCloseTo(1e-6 + 0.01 * (1e-3 - 1e-6), 10)
})

test('a schedule over more than the phase ends above the lowest rate, one over less stays there', () => {
  expect(at(109, { type: 'cosine', over: 200 })).toBeGreaterThan(4e-4)
  expect(at(80, { type: 'linear', over: 50 })).toBeCloseTo(1e-6, 12)
})

test('per epoch, the cosine is that of PyTorch’s CosineAnnealingLR, which steps after each epoch', () => {
  const schedule = parse({ type: 'cosine', over: '500 epochs', per: 'epoch' })
  const rate = (step: number) =>
    learningRate(
      step,
      { steps: 1600, learningRate: 1e-4, stepsPerEpoch: 20 },
      { warmup: 0, minLearningRate: 0, schedule },
    )
  for (const epoch of [0, 1, 40, 79]) {
    const expected = (1e-4 * (1 + Math.cos((Math.PI * epoch) / 500))) / 2
    expect(rate(20 * epoch)).toBeCloseTo(expected, 12)
    expect(rate(20 * epoch + 19)).toBe(rate(20 * epoch))
  }
})

test('restarts begin anew, each cycle longer by the growth', () => {
  const schedule = { type: 'restarts', first: '1 epoch', growth: 2 }
  expect([10, 30, 70].map(step => at(step, schedule))).toEqual([1e-3, 1e-3, 1e-3])
  expect(at(20, schedule)).toBeCloseTo((1e-3 + 1e-6) / 2, 10)
  expect(at(50, schedule)).toBeCloseTo((1e-3 + 1e-6) / 2, 10)
  expect(at(29, schedule)).toBeLessThan(1e-5)
})

test('steps multiply by the factor, down to the lowest rate', () => {
  const schedule = { type: 'steps', every: 30, factor: 0.1 }
  expect(at(39, schedule)).toBeCloseTo(1e-3, 12)
  expect(at(40, schedule)).toBeCloseTo(1e-4, 12)
  expect(at(10 + 30 * 5, schedule, 1000)).toBe(1e-6)
})

test.each([
  ['cosin', /type must be one of constant, cosine, linear, restarts, steps/],
  [
    { type: 'steps', every: '3 days' },
    /every must be a number of steps, or of epochs such as "30 epochs", got '3 days'/,
  ],
  [{ type: 'steps', every: 0 }, /every must be a number of steps/],
  [{ type: 'cosine', evry: 3 }, /evry/],
  [{ type: 'polynomial' }, /polynomial/],
])('a wrong schedule %j is refused', (schedule, message) => {
  expect(() => parse(schedule)).toThrow(message)
})

test('phases lie end to end and epochs become steps', () => {
  const plan = planPhases(
    [
      { patch: 128, batch: 5, learningRate: 1e-4, epochs: 80 },
      { patch: 192, batch: 3, learningRate: 1e-5, steps: 7 },
    ],
    400,
  )
  expect(plan.map(({ first, steps, stepsPerEpoch, index }) => [first, steps, stepsPerEpoch, index])).toEqual([
    [0, 6400, 80, 0],
    [6400, 7, 133, 1],
  ])
})
