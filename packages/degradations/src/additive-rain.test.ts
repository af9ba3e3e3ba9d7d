import { Random, UsageError } from '@dfpir/core'
import { addAdditiveRain, additiveRain, additiveRainKind, additiveRainMask } from './additive-rain.js'
import { checkValues } from './kind.js'
import { digest, level, mean, photograph } from './photograph.test.helper.js'
import { drawStreak } from './streak.js'

const rain = { cover: 0.3, length: 25, width: 2, angle: 12, brightness: 0.2, layers: 2, texture: 0.5, veil: 0 }

test('without streaks and veil nothing changes', () => {
  const picture = photograph(30, 20)
  expect(additiveRainKind.degrade(picture, { ...rain, cover: 0 }, new Random(0))).toEqual(picture)
  expect(additiveRainKind.degrade(picture, { ...rain, brightness: 0 }, new Random(0))).toEqual(picture)
})

test('streaks are added to a veiled picture, and clipped at white', () => {
  const mask = additiveRainMask(40, 30, rain, new Random(2))
  expect(Math.max(...mask)).toBeGreaterThan(0.2)
  for (const [background, veil] of [
    [0, 0],
    [0.4, 0.2],
    [0.95, 0],
  ]) {
    const { data } = addAdditiveRain(level(40, 30, background), { ...rain, veil }, new Random(2))
    data.forEach((value, i) => {
      const behind = background + veil * (0.8 - background)
      expect(value).toBeCloseTo(Math.min(behind + mask[Math.floor(i / 3)], 1), 6)
    })
  }
})

test('it rains as much on a patch as on a photograph, by any number of layers', () => {
  for (const layers of [1, 3]) {
    const values = { ...rain, layers, texture: 0 }
    const patches = Array.from({ length: 60 }, (_, seed) => mean(additiveRainMask(64, 64, values, new Random(seed))))
    expect(mean(patches) / mean(additiveRainMask(512, 512, values, new Random(1)))).toBeCloseTo(1, 1)
  }
})

test('the streaks are many faint ones and few bright ones', () => {
  const lit = additiveRainMask(400, 400, rain, new Random(1)).filter(value => value > 0.02)
  lit.sort()
  const quantile = (share: number) => lit[Math.floor(share * lit.length)]
  expect(quantile(0.9)).toBeGreaterThan(2 * quantile(0.5))
  expect(quantile(0.99)).toBeGreaterThan(1.5 * quantile(0.9))
})

test('texture darkens parts of a streak and leaves others', () => {
  const streak = { x: 5, y: 40, length: 80, width: 2, angle: 0, brightness: 0.8 }
  const middleOf = (depth: number) => {
    const mask = new Float32Array(11 * 81)
    drawStreak(mask, 11, { ...streak, texture: { depth, periods: 3, phase: 0 } })
    return Array.from({ length: 81 }, (_, y) => mask[y * 11 + 5])
  }
  const [plainly, textured] = [middleOf(0), middleOf(0.6)]
  const ratios = textured.map((value, y) => value / plainly[y]).slice(5, 75)
  expect(Math.min(...ratios)).toBeCloseTo(0.4, 2)
  expect(Math.max(...ratios)).toBeCloseTo(1, 2)
  expect(ratios.filter((ratio, y) => y > 0 && y < 69 && ratio < ratios[y - 1] && ratio < ratios[y + 1])).toHaveLength(3)
})

test('golden digest: values and streaks follow from the seed', () => {
  expect(digest(additiveRain.apply(photograph(61, 47), new Random(7)))).toBe('c5fe0f77124b1c11')
})

test('values out of range are refused', () => {
  expect(() => checkValues(additiveRainKind, { ...rain, veil: 2 })).toThrow(UsageError)
  expect(() => checkValues(additiveRainKind, rain)).not.toThrow()
})
