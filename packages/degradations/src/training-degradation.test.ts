import { Random, UsageError } from '@dfpir/core'
import { digest, photograph } from './photograph.test.helper.js'
import { taskDegradation } from './task-degradation.js'
import { trainingDegradation } from './training-degradation.js'

const made = ['derain', 'dehaze', 'deblur', 'lowlight'] as const

test.each(made)('%s is named as its prompt and follows from the seed', task => {
  const degradation = trainingDegradation(task)
  const copy = (seed: number) => digest(degradation.apply(photograph(48, 48), new Random(seed)))
  expect(degradation.name).toBe(task)
  expect(copy(1)).toBe(copy(1))
  expect(new Set([1, 2, 3, 4].map(copy)).size).toBe(4)
})

test.each([
  ['derain', 0.25],
  ['dehaze', 0.25],
  ['deblur', 0.4],
  ['lowlight', 0.3],
] as const)('of the patches for %s a share of %d is as in the benchmarks', (task, share) => {
  const picture = photograph(16, 16)
  let same = 0
  for (let seed = 0; seed < 200; seed++) {
    const random = new Random(seed)
    random.uniform() // which of the two
    const benchmark = digest(taskDegradation(task).apply(picture, random))
    if (digest(trainingDegradation(task).apply(picture, new Random(seed))) === benchmark) same++
  }
  expect(Math.abs(same / 200 - share)).toBeLessThan(0.1)
})

test('another task is refused', () => {
  const other: string = 'dehase'
  expect(() => trainingDegradation(other as 'dehaze')).toThrow(UsageError)
})
