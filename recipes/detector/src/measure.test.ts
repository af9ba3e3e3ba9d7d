import { measureDetector } from './measure.js'
import { observation } from './observation.test.helper.js'

const all = [
  observation(['denoise'], ['denoise'], { kind: 'denoise 25', sigma: 25 }),
  observation(['denoise'], [], { kind: 'denoise 15', sigma: 15 }),
  observation(['derain', 'dehaze'], ['derain', 'dehaze']),
  observation(['derain', 'dehaze'], ['derain', 'deblur']),
  observation([], ['lowlight']),
  observation([], []),
]

test('pictures of a kind are right where all is found, and wrongly altered where something else is', () => {
  const { kinds } = measureDetector(all)
  const none = { denoise: 0, derain: 0, dehaze: 0, deblur: 0, lowlight: 0 }
  expect(kinds.find(({ kind }) => kind === 'derain+dehaze')).toEqual({
    ...{ kind: 'derain+dehaze', pictures: 2, right: 1, wronglyAltered: 1, leftAlone: 0 },
    found: { ...none, derain: 2, dehaze: 1, deblur: 1 },
  })
  expect(kinds.find(({ kind }) => kind === 'clean')).toMatchObject({ right: 2, wronglyAltered: 1, leftAlone: 1 })
  expect(kinds.find(({ kind }) => kind === 'denoise 15')).toMatchObject({ right: 0, leftAlone: 1 })
})

test('levels count by the nearest of those that have prompts', () => {
  const level = (sigma: number, found: number) => {
    const one = observation(['denoise'], ['denoise'], { sigma })
    return { ...one, found: { ...one.found, sigma: found } }
  }
  const { nearestLevel, relativeSigmaError } = measureDetector([level(25, 21), level(25, 19), level(40, 40)])
  expect(nearestLevel).toBe(0.5)
  expect(relativeSigmaError).toBeCloseTo(Math.hypot(4 / 25, 6 / 25) / Math.sqrt(3), 10)
})
