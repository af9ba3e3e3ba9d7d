import { type Task, tasks } from '@dfpir/core'
import fc from 'fast-check'
import { conditions, damages, repairOrder, toDetection } from './detection.js'

const logits = fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 6, maxLength: 6 })
const level = fc.float({ min: -2, max: 5, noNaN: true })
const probability = fc.float({ min: 0, max: 1, noNaN: true })
const thresholds = fc.record({
  denoise: probability,
  derain: probability,
  dehaze: probability,
  deblur: probability,
  lowlight: probability,
})

test('what reaches its threshold is to be done, in the order of repairs; the most probable of it is the condition', () => {
  fc.assert(
    fc.property(logits, level, thresholds, (values, logSigma, limits) => {
      const found = toDetection({ logits: values, logSigma }, limits)
      const { probabilities, condition, confidence, sigma, task } = found
      damages.forEach((damage, i) => {
        expect(probabilities[damage]).toBeCloseTo(1 / (1 + Math.exp(-values[i])), 10)
      })
      expect(found.tasks).toEqual(repairOrder.filter(task => probabilities[task] >= limits[task]))
      expect(probabilities[condition]).toBe(confidence)
      expect(sigma).toBeCloseTo(Math.exp(logSigma), 10)
      const among = found.tasks.length > 0 ? found.tasks : conditions
      expect(confidence).toBe(Math.max(...among.map(name => probabilities[name])))
      expect(task).toBe(found.tasks.length > 0 ? condition : undefined)
    }),
  )
})

const limits = { denoise: 0.5, derain: 0.5, dehaze: 0.4, deblur: 0.9, lowlight: 0.5 }

/** A detection of these log-odds; −4 where none is given. */
function detect(odds: Partial<Record<Task | 'unknown', number>>) {
  return toDetection({ logits: damages.map(damage => odds[damage] ?? -4), logSigma: 3 }, limits)
}

test.each<[string, Parameters<typeof detect>[0], string, Task | undefined, Task[]]>([
  ['nothing', {}, 'clean', undefined, []],
  ['rain', { derain: 2 }, 'derain', 'derain', ['derain']],
  ['faint haze above its threshold', { dehaze: -0.2 }, 'dehaze', 'dehaze', ['dehaze']],
  ['blur below its threshold', { deblur: 2 }, 'deblur', undefined, []],
  ['something else', { unknown: 3 }, 'unknown', undefined, []],
  ['noise in something else', { unknown: 3, denoise: 1 }, 'denoise', 'denoise', ['denoise']],
  ['dark and noisy', { lowlight: 2, denoise: 1 }, 'lowlight', 'lowlight', ['denoise', 'lowlight']],
  ['rain and haze', { derain: 1, dehaze: 2 }, 'dehaze', 'dehaze', ['derain', 'dehaze']],
  ['dark and rainy', { lowlight: 2, derain: 3 }, 'derain', 'derain', ['derain', 'lowlight']],
  ['blurred and noisy', { deblur: 3, denoise: 3.5 }, 'denoise', 'denoise', ['denoise', 'deblur']],
])('%s', (_, odds, condition, task, list) => {
  expect(detect(odds)).toMatchObject({ condition, task, tasks: list })
})

test('clean is as likely as none of the damages is there', () => {
  const { clean, denoise, derain } = detect({ denoise: 0, derain: 0 }).probabilities
  expect([denoise, derain]).toEqual([0.5, 0.5])
  expect(clean).toBeCloseTo(0.25 * (1 - 1 / (1 + Math.exp(4))) ** 4, 10)
})

test('every task has its place among the repairs', () => {
  expect([...repairOrder].sort()).toEqual([...tasks].sort())
})
