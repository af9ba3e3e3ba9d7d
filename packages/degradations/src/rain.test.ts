import { Random } from '@dfpir/core'
import { toFloat } from '@dfpir/images'
import { level, mean, photograph } from './photograph.test.helper.js'
import { addRain, rainKind, rainMask } from './rain.js'
import { drawStreak } from './streak.js'

const rain = { density: 6, length: 30, width: 2, angle: 10, brightness: 0.7, layers: 2 }

test('without streaks or brightness nothing changes', () => {
  const picture = photograph(30, 20)
  expect(rainKind.degrade(picture, { ...rain, density: 0 }, new Random(0))).toEqual(picture)
  expect(rainKind.degrade(picture, { ...rain, brightness: 0 }, new Random(0))).toEqual(picture)
})

test('streaks lie on the background as on a screen: they brighten it, white not at all', () => {
  const mask = rainMask(40, 30, rain, new Random(2))
  expect(Math.max(...mask)).toBeGreaterThan(0.3)
  for (const background of [0, 0.4, 1]) {
    const { data } = addRain(level(40, 30, background), rain, new Random(2))
    data.forEach((value, i) => {
      expect(value).toBeCloseTo(1 - (1 - mask[Math.floor(i / 3)]) * (1 - background), 6)
    })
  }
  const image = toFloat(photograph(40, 30))
  expect(addRain(image, rain, new Random(2)).data.every((value, i) => value >= image.data[i] - 1e-6)).toBe(true)
})

test('it rains as much on a patch as on a photograph', () => {
  const patches = Array.from({ length: 60 }, (_, seed) => mean(rainMask(64, 64, rain, new Random(seed))))
  expect(mean(patches) / mean(rainMask(512, 512, rain, new Random(1)))).toBeCloseTo(1, 1)
})

test('twice the density makes about twice the streaks', () => {
  const cover = (density: number) => mean(rainMask(400, 400, { ...rain, density, brightness: 0.1 }, new Random(1)))
  expect(cover(2) / cover(1)).toBeCloseTo(2, 0)
})

test('a streak has its middle, its length and its slant', () => {
  const side = 101
  const streak = { x: 50, y: 50, length: 60, width: 2, angle: 30, brightness: 0.8 }
  const mask = new Float32Array(side * side)
  drawStreak(mask, side, streak)
  const lit = [...mask.keys()].filter(place => mask[place] > 0.2)
  const rows = lit.map(place => Math.floor(place / side))
  const columns = lit.map(place => place % side)
  expect(Math.max(...mask)).toBeCloseTo(0.8, 2)
  expect(mean(rows)).toBeCloseTo(50, 0)
  expect(mean(columns)).toBeCloseTo(50, 0)
  const length = Math.hypot(rows.at(-1)! - rows[0], columns.at(-1)! - columns[0])
  expect(length).toBeGreaterThan(48)
  expect(length).toBeLessThan(60)
  expect((columns[0] - columns.at(-1)!) / (rows.at(-1)! - rows[0])).toBeCloseTo(Math.tan(Math.PI / 6), 1)
})

test('streaks outside of the picture leave it alone', () => {
  const mask = new Float32Array(100)
  for (const [x, y] of [
    [-40, 5],
    [60, 5],
    [5, -40],
    [5, 60],
  ]) {
    drawStreak(mask, 10, { x, y, length: 20, width: 2, angle: 0, brightness: 1 })
  }
  expect(mask).toEqual(new Float32Array(100))
})
