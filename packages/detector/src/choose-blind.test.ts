import { chooseBlind, found } from './choose-blind.js'
import { type Condition, conditions, toDetection } from './detection.js'

const tasks = ['denoise', 'denoise', 'denoise', 'derain', 'dehaze', 'deblur', 'lowlight'] as const
const table = tasks.map(task => ({ task }))

/** A detection of a condition; `strength` 9 is sure, 1 is not. */
function detect(condition: Condition, strength = 9) {
  const logits = conditions.map(name => (name === condition ? strength : 0))
  return toDetection({ logits, logSigma: Math.log(31) }, { temperature: 1, threshold: 0.8 })
}

test('what was found is restored, noise at the level that was found or given', () => {
  expect(chooseBlind(detect('derain'), table)).toEqual({ detection: detect('derain'), task: 'derain' })
  expect(chooseBlind(detect('denoise'), table)).toMatchObject({ task: 'denoise', sigma: expect.closeTo(31) })
  expect(chooseBlind(detect('denoise'), table, 50)).toMatchObject({ task: 'denoise', sigma: 50 })
  expect(chooseBlind(detect('derain'), table, 50).sigma).toBeUndefined()
  expect(found(detect('derain'))).toBe('rain, 99 % sure')
})

test.each<[Condition, number, string]>([
  ['clean', 9, 'nothing to repair was found (99 % sure)'],
  ['clean', 1, 'nothing to repair was found (31 % sure)'],
  ['unknown', 9, 'what is wrong with it is unknown (99 % sure)'],
  ['deblur', 1, 'what is wrong with it is not sure enough (blur, 31 % sure)'],
  ['derain', 9, 'rain, 99 % sure, but the model has no prompt for derain, only for denoise'],
])('%s of strength %d is left alone: %s', (condition, strength, reason) => {
  const choice = chooseBlind(detect(condition, strength), table.slice(0, 3))
  expect(choice).toEqual({ detection: detect(condition, strength), reason })
})
