import { Random } from '@dfpir/core'
import type { GreyPicture } from '@dfpir/images'
import fc from 'fast-check'
import { digest, mean, photograph, plain } from './photograph.test.helper.js'
import { addRenderedRain, drawPlacements, placeStreaks, type StreakPlacement } from './rendered-rain.js'

/** Slanted lines that fade, on black. */
function layer(width: number, height: number): GreyPicture {
  const data = Uint8Array.from({ length: width * height }, (_, pixel) => {
    const x = pixel % width
    const y = Math.floor(pixel / width)
    return (x * 5 + y) % 31 < 4 ? 250 - ((y * 9) % 200) : 0
  })
  return { width, height, channels: 1, depth: 8, data }
}

/** As the layer lies in its file. */
const flat = (width: number, height: number): StreakPlacement => ({
  x: width / 2,
  y: height / 2,
  scale: 1,
  stretch: 1,
  turn: 0,
  mirrored: false,
  brightness: 1,
  blur: 0,
})

const levels = (values: Float32Array) => [...values].map(value => Math.round(value * 255))

test('a layer that is not moved stays as it is, at 8 and at 16 bits', () => {
  const drops = layer(14, 10)
  expect(levels(placeStreaks(drops, 14, 10, flat(14, 10)))).toEqual([...drops.data])
  const fine: GreyPicture = { ...drops, depth: 16, data: Uint16Array.from(drops.data, value => value * 257) }
  expect(levels(placeStreaks(fine, 14, 10, flat(14, 10)))).toEqual([...drops.data])
})

test('a layer begins anew beyond its edges', () => {
  const drops = layer(14, 10)
  const wide = levels(placeStreaks(drops, 42, 30, flat(14, 10)))
  wide.forEach((value, pixel) => {
    expect(value).toBe(drops.data[(Math.floor(pixel / 42) % 10) * 14 + ((pixel % 42) % 14)])
  })
})

test('mirroring, turning by a right angle and doubling move each drop to where it belongs', () => {
  const side = 12
  const drops = layer(side, side)
  const at = (x: number, y: number) => drops.data[y * side + x]
  const expected = (source: (x: number, y: number) => number) =>
    Array.from({ length: side * side }, (_, pixel) => source(pixel % side, Math.floor(pixel / side)))
  const placed = (change: Partial<StreakPlacement>, length = side) =>
    levels(placeStreaks(drops, length, length, { ...flat(side, side), ...change }))
  expect(placed({ mirrored: true })).toEqual(expected((x, y) => at(side - 1 - x, y)))
  expect(placed({ turn: 90 })).toEqual(expected((x, y) => at(y, side - 1 - x)))
  const doubled = placeStreaks(drops, 2 * side, 2 * side, { ...flat(side, side), scale: 2 })
  expect(mean(doubled)).toBeCloseTo(mean(drops.data) / 255, 2)
})

test('shrinking and blurring keep the light', () => {
  const drops = layer(62, 40)
  const light = (change: Partial<StreakPlacement>, share = 1) =>
    mean(placeStreaks(drops, 62 * share, 40 * share, { ...flat(62, 40), ...change }))
  expect(light({ scale: 0.5 }, 0.5) / light({})).toBeCloseTo(1, 5)
  expect(light({ blur: 0.3 }) / light({})).toBeCloseTo(1, 1)
  expect(Math.max(...placeStreaks(drops, 62, 40, { ...flat(62, 40), blur: 0.3 }))).toBeLessThan(0.9)
})

test('streaks are added alike to the three colours, and clipped at white', () => {
  const layers = [layer(60, 50), layer(50, 60)]
  const onBlack = addRenderedRain(plain(40, 40, [0, 0, 0]), layers, new Random(3))
  const onGrey = addRenderedRain(plain(40, 40, [30, 90, 200]), layers, new Random(3))
  expect(Math.max(...onBlack.data)).toBeGreaterThan(40)
  onGrey.data.forEach((value, i) => {
    expect(value).toBe(Math.min([30, 90, 200][i % 3] + onBlack.data[i], 255))
  })
  const black: GreyPicture = { ...layer(9, 9), data: new Uint8Array(81) }
  const picture = photograph(20, 20)
  expect(addRenderedRain(picture, [black], new Random(1))).toEqual(picture)
})

test('the same seed gives the same rain', () => {
  expect(digest(addRenderedRain(photograph(61, 47), [layer(80, 60)], new Random(7)))).toBe('4d2a4d081f42309d')
})

test('placements are within their ranges and most rain slants by up to 30°', () => {
  const layers = Array.from({ length: 3 }, () => layer(20, 30))
  const all = Array.from({ length: 300 }, (_, seed) => drawPlacements(layers, new Random(seed))).flat()
  for (const { x, y, scale, stretch, brightness, blur } of all) {
    expect([x, y]).toBeWithin(15, [10, 15])
    expect([scale, stretch, brightness, blur]).toBeWithin(0.77, [1, 1.45, 0.75, 0.15])
    expect(Math.min(scale - 0.5, stretch - 1, brightness - 0.125, blur)).toBeGreaterThanOrEqual(0)
  }
  const upright = all.filter(({ turn }) => Math.abs(turn) < 30)
  expect(upright.length / all.length).toBeGreaterThan(0.85)
  const strong = all.filter(({ brightness }) => brightness > 0.35 && brightness < 1)
  expect(strong.length / all.length).toBeGreaterThan(0.6)
})

test('any layer can be laid over any picture', () => {
  const side = fc.integer({ min: 1, max: 40 })
  fc.assert(
    fc.property(side, side, side, side, fc.nat(999), (width, height, wide, high, seed) => {
      const picture = photograph(width, height)
      const { data } = addRenderedRain(picture, [layer(wide, high)], new Random(seed))
      expect(data.length).toBe(picture.data.length)
      expect(data.every((value, i) => value >= picture.data[i])).toBe(true)
    }),
  )
})
