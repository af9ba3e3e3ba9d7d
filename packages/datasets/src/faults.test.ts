import { DataError, UsageError } from '@dfpir/core'
import { describeFaults, type Fault, faultsError } from './index.js'

const lonely = (count: number): Fault[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'no-partner', message: `${index}.png has no clean partner` }))

test('the first of each kind are shown, the others counted', () => {
  const broken: Fault = { kind: 'unreadable', message: 'x.png is empty' }
  expect(describeFaults([...lonely(5), broken])).toEqual([
    'x.png is empty',
    '0.png has no clean partner',
    '1.png has no clean partner',
    '2.png has no clean partner',
    '… and 2 more without a partner',
  ])
  expect(describeFaults(lonely(3))).toHaveLength(3)
  expect(describeFaults(lonely(3), 1)).toEqual(['0.png has no clean partner', '… and 2 more without a partner'])
})

test('as an error they are wrong usage when an entry is wrong, else bad data', () => {
  const error = faultsError(lonely(1), 'data/')
  expect(error).toBeInstanceOf(DataError)
  expect(error.message).toBe('1 fault in data/:\n  0.png has no clean partner')
  const usage = faultsError([...lonely(1), { kind: 'entry', message: 'there is no folder x' }], 'the training data')
  expect(usage).toBeInstanceOf(UsageError)
  expect(usage.message).toMatch(/^2 faults in the training data:\n {2}there is no folder x\n/)
})
