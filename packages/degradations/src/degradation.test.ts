import { Random, UsageError } from '@dfpir/core'
import { compose, degradationOf, gaussianNoise, jpegKind, rainKind } from './index.js'
import { photograph } from './photograph.test.helper.js'

test('degradations are applied in their order, with one sequence of random numbers', () => {
  const picture = photograph(24, 16)
  const rain = degradationOf(rainKind)
  const jpeg = degradationOf(jpegKind, { quality: 20 })
  const chain = compose(rain, gaussianNoise(10), jpeg)
  expect(chain.name).toBe('derain+denoise-10+jpeg')
  const random = new Random(9)
  const steps = [rain, gaussianNoise(10), jpeg].reduce((copy, step) => step.apply(copy, random), picture)
  expect(chain.apply(picture, new Random(9))).toEqual(steps)
  expect(compose(jpeg, rain).apply(picture, new Random(9))).not.toEqual(
    compose(rain, jpeg).apply(picture, new Random(9)),
  )
})

test('nothing cannot be composed', () => {
  expect(() => compose()).toThrow(UsageError)
})
