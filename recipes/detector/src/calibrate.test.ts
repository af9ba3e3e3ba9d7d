import { calibrate } from './calibrate.js'
import { observation } from './observation.test.helper.js'

const now = { temperature: 1, threshold: 0 }

test('the temperature makes the confidence what the share of right ones is', () => {
  // Of ten alike, eight are right: p = e^(6/T) / (e^(6/T) + 6) = 0.8 at T = 6 / ln 24.
  const all = Array.from({ length: 10 }, (_, i) => observation(i < 8 ? 'derain' : 'dehaze', 'derain', 6))
  expect(calibrate(all, now).temperature).toBeCloseTo(6 / Math.log(24), 2)
  expect(calibrate(all, { temperature: 3, threshold: 0 }).temperature).toBeCloseTo(18 / Math.log(24), 2)
})

test('the threshold lets through so much that one in twenty is wrong, unknown pictures aside', () => {
  const right = Array.from({ length: 38 }, () => observation('derain', 'derain', 6))
  const wrong = [5, 4, 3].map(logit => observation('clean', 'derain', logit))
  const aside = [observation('unknown', 'derain', 6), observation('clean', 'clean', 9)]
  const { temperature, threshold } = calibrate([...right, ...wrong, ...aside], now)
  const confidence = (logit: number) => 1 / (1 + 6 * Math.exp(-logit / temperature))
  expect(threshold).toBeCloseTo(confidence(4), 10)
  expect(calibrate(wrong, now).threshold).toBe(1)
})
