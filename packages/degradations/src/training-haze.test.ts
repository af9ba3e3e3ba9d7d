import { Random } from '@dfpir/core'
import { digest, photograph, plain } from './photograph.test.helper.js'
import { drawHaze, sceneHaze } from './training-haze.js'

test('haze is drawn from ranges around those of RESIDE, mostly grey', () => {
  const drawn = Array.from({ length: 400 }, (_, seed) => drawHaze(new Random(seed)))
  for (const { beta, airlight, warmth } of drawn) {
    expect([beta]).toBeWithin(0.7, [1.2])
    expect([airlight]).toBeWithin(0.15, [0.85])
    expect([warmth]).toBeWithin(0.06, [0])
  }
  const grey = drawn.filter(({ warmth }) => warmth === 0).length
  expect(grey / 400).toBeCloseTo(0.8, 1)
})

test('on black, what is seen is the share of the air: from clear to nearly nothing but air', () => {
  const shares = Array.from({ length: 60 }, (_, seed) => {
    const { data } = sceneHaze.apply(plain(64, 64, [0, 0, 0]), new Random(seed))
    return [Math.min(...data) / 255, Math.max(...data) / 255]
  })
  expect(Math.min(...shares.map(([least]) => least))).toBeLessThan(0.08)
  expect(Math.max(...shares.map(([, most]) => most))).toBeGreaterThan(0.8)
  expect(Math.max(...shares.map(([, most]) => most))).toBeLessThan(0.99)
})

test('golden digest: depth and haze follow from the seed', () => {
  expect(digest(sceneHaze.apply(photograph(61, 47), new Random(7)))).toBe('e6c56c05bbea4db6')
})
