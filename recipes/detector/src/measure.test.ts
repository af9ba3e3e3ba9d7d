import { measure } from './measure.js'
import { observation } from './observation.test.helper.js'

const all = [
  observation('denoise', 'denoise', 9, { kind: 'denoise 25', sigma: 25 }),
  observation('denoise', 'denoise', 9, { kind: 'denoise', sigma: 31 }),
  observation('denoise', 'clean', 9, { kind: 'denoise 15', sigma: 15 }),
  observation('derain', 'derain', 9),
  observation('derain', 'dehaze', 9),
  observation('dehaze', 'dehaze', 0.1),
  observation('deblur', 'deblur', 9),
  observation('lowlight', 'lowlight', 9),
  observation('clean', 'clean', 9),
  observation('unknown', 'clean', 9),
]

test('shares by kind, balanced over the conditions', () => {
  const { kinds, accuracy, accuracyWithUnknown, confusion } = measure(all)
  expect(accuracy).toBeCloseTo((2 / 3 + 1 / 2 + 4) / 6, 10)
  expect(accuracyWithUnknown).toBeCloseTo((2 / 3 + 1 / 2 + 4) / 7, 10)
  expect(kinds.find(({ kind }) => kind === 'derain')).toEqual({
    kind: 'derain',
    pictures: 2,
    right: 0.5,
    abstained: 0,
    wronglyRepaired: 0.5,
  })
  expect(kinds.find(({ kind }) => kind === 'dehaze')).toMatchObject({ right: 1, abstained: 1, wronglyRepaired: 0 })
  expect(confusion.derain).toMatchObject({ derain: 1, dehaze: 1, clean: 0 })
})

test('noise counts where it was found and its level is the nearest', () => {
  const { nearestLevel, relativeSigmaError } = measure(all)
  expect(nearestLevel).toBe(0.5)
  expect(relativeSigmaError).toBeCloseTo(0, 10)
})

test('the calibration error is the mean distance of confidence and share', () => {
  const { calibrationError, reliability } = measure(all)
  const [low, high] = reliability
  expect(low).toMatchObject({ pictures: 1, right: 1 })
  expect(high).toMatchObject({ pictures: 9, right: 6 / 9 })
  expect(calibrationError).toBeCloseTo((1 - low.confidence + 9 * (high.confidence - 6 / 9)) / 10, 10)
})
