import { Random, UsageError } from '@dfpir/core'
import { digest, photograph } from './photograph.test.helper.js'
import { taskDegradation } from './task-degradation.js'

const synthesised = ['derain', 'dehaze', 'deblur', 'lowlight'] as const

test.each(synthesised)('%s is named as its prompt, and is drawn anew for each picture', task => {
  const degradation = taskDegradation(task)
  expect(degradation.name).toBe(task)
  const random = new Random(1)
  const copies = Array.from({ length: 4 }, () => digest(degradation.apply(photograph(64, 64), random)))
  expect(new Set(copies).size).toBe(4)
  expect(digest(taskDegradation(task).apply(photograph(64, 64), new Random(1)))).toBe(copies[0])
})

test('another task is refused', () => {
  const other: string = 'dehase'
  const call = () => taskDegradation(other as 'dehaze')
  expect(call).toThrow(UsageError)
  expect(call).toThrow(expect.objectContaining({ hint: 'Did you mean dehaze?' }))
})
