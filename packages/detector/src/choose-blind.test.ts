import type { Task } from '@dfpir/core'
import { chooseBlind, found, percent } from './choose-blind.js'
import { type Damage, damages, toDetection } from './detection.js'

const tasks = ['denoise', 'denoise', 'denoise', 'derain', 'dehaze', 'deblur', 'lowlight'] as const
const table = tasks.map(task => ({ task }))
const thresholds = { denoise: 0.8, derain: 0.8, dehaze: 0.8, deblur: 0.8, lowlight: 0.8 }

/** A detection of damages with their log-odds: 4 is sure, 1 is not. */
function detect(odds: Partial<Record<Damage, number>>) {
  return toDetection({ logits: damages.map(damage => odds[damage] ?? -6), logSigma: Math.log(31) }, thresholds)
}

test.each<[string, Partial<Record<Damage, number>>, Task[]]>([
  ['rain, 98 % sure', { derain: 4 }, ['derain']],
  ['noise, 98 % sure', { denoise: 4 }, ['denoise']],
  ['blur, 98 % sure', { deblur: 4, denoise: 1 }, ['deblur']],
])('%s is repaired', (words, odds, tasks) => {
  const choice = chooseBlind(detect(odds), table)
  expect(choice).toMatchObject({ detection: detect(odds), tasks })
  expect(found(choice.detection)).toBe(words)
})

test('two damages are repaired in the order of the detection, which says both', () => {
  const choice = chooseBlind(detect({ lowlight: 4, denoise: 3 }), table)
  expect(choice).toMatchObject({ tasks: ['denoise', 'lowlight'], sigma: expect.closeTo(31) })
  expect(found(choice.detection)).toBe('noise, 95 % sure, and darkness, 98 % sure')
})

test('noise is removed at the level that was found, or given', () => {
  expect(chooseBlind(detect({ denoise: 4 }), table).sigma).toBeCloseTo(31)
  expect(chooseBlind(detect({ denoise: 4 }), table, 50).sigma).toBe(50)
  expect(chooseBlind(detect({ derain: 4 }), table, 50).sigma).toBeUndefined()
})

test('of two damages the one that the model has a prompt for is repaired', () => {
  expect(chooseBlind(detect({ derain: 4, denoise: 4 }), table.slice(0, 3)).tasks).toEqual(['denoise'])
})

test.each<[string, Partial<Record<Damage, number>>]>([
  ['no damage detected (99 % sure)', {}],
  ['its damage is of an unknown kind (98 % sure)', { unknown: 4 }],
  ['the detection is too uncertain (blur, 73 % sure)', { deblur: 1 }],
  ['rain, 98 % sure, but the model has no prompt for derain, only for denoise', { derain: 4 }],
])('left alone: %s', (reason, odds) => {
  expect(chooseBlind(detect(odds), table.slice(0, 3))).toEqual({ detection: detect(odds), reason })
})

test.each([
  [0, '0 %'],
  [0.001, '1 %'],
  [0.345, '35 %'],
  [0.998, '99 %'],
  [1, '100 %'],
])('%p is %s', (share, text) => {
  expect(percent(share)).toBe(text)
})
