import fc from 'fast-check'
import { conditions, toDetection } from './detection.js'

const logits = fc.array(fc.float({ min: -80, max: 80, noNaN: true }), { minLength: 7, maxLength: 7 })
const level = fc.float({ min: -2, max: 5, noNaN: true })
const calibration = fc.record({
  temperature: fc.float({ min: Math.fround(0.3), max: 5, noNaN: true }),
  threshold: fc.float({ min: 0, max: 1, noNaN: true }),
})

test('probabilities sum to 1, and the most probable condition is the confident one', () => {
  fc.assert(
    fc.property(logits, level, calibration, (values, logSigma, how) => {
      const { probabilities, condition, confidence, sigma, task } = toDetection({ logits: values, logSigma }, how)
      const shares = conditions.map(name => probabilities[name])
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10)
      expect(confidence).toBe(Math.max(...shares))
      expect(probabilities[condition]).toBe(confidence)
      expect(sigma).toBeCloseTo(Math.exp(logSigma), 10)
      if (task !== undefined) expect(task).toBe(condition)
    }),
  )
})

test('nothing is undertaken for clean and unknown pictures, and where it is not sure enough', () => {
  const detect = (place: number, threshold: number) =>
    toDetection({ logits: conditions.map((_, i) => (i === place ? 3 : 0)), logSigma: 3 }, { temperature: 1, threshold })
  expect(conditions.map((_, i) => detect(i, 0.7).task)).toEqual([
    'denoise',
    'derain',
    'dehaze',
    'deblur',
    'lowlight',
    undefined,
    undefined,
  ])
  expect(detect(1, 0.77)).toMatchObject({ condition: 'derain', task: undefined }) // e³ / (e³ + 6) = 0.770
  expect(detect(1, 0.76).task).toBe('derain')
})

test('a temperature above 1 makes it less sure of the same', () => {
  const outputs = { logits: [2, 0, 0, 0, 0, 0, 0], logSigma: 0 }
  const [cold, warm] = [1, 2].map(temperature => toDetection(outputs, { temperature, threshold: 0 }))
  expect(cold.confidence).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 6), 10)
  expect(warm.confidence).toBeCloseTo(Math.E / (Math.E + 6), 10)
})
