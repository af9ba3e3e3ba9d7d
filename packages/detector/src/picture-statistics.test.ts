import { Random } from '@dfpir/core'
import { compressJpeg } from '@dfpir/degradations'
import { type Plane, rgbPicture, rowsOf } from '@dfpir/images'
import { fileStatistics } from './file-statistics.js'
import { blindNoiseStatistics } from './noise-statistics.js'
import { pictureStatistics } from './picture-statistics.js'
import { readViews } from './read-views.js'
import { sceneStatistics } from './scene-statistics.js'
import { structureStatistics } from './structure-statistics.js'

const side = 96

function plane(level: (x: number, y: number) => number): Plane {
  const data = Float32Array.from({ length: side * side }, (_, i) => level(i % side, Math.floor(i / side)))
  return { width: side, height: side, data }
}

test('the median of the noise mask over blocks is the deviation of white noise', () => {
  const random = new Random(1)
  const rgb = [0, 1, 2].map(() => plane(() => 120 + random.normal(0, 10)))
  const found = blindNoiseStatistics([rgb[0]], [rgb])
  expect(Math.exp(found[3]) - 0.1).toBeCloseTo(10, 0)
  expect(Math.exp(found[9]) - 0.1).toBeCloseTo(10 * Math.SQRT2, 0) // of the difference of two colours
  expect(Math.abs(found[21])).toBeLessThan(0.1) // red and green have nothing in common
  const grey = [rgb[0], rgb[0], rgb[0]]
  expect(blindNoiseStatistics([rgb[0]], [grey])[21]).toBeCloseTo(1, 2)
})

test('upright streaks are like themselves along, and not across', () => {
  const random = new Random(2)
  const columns = Float32Array.from({ length: side }, () => random.normal(0, 20))
  const found = structureStatistics([plane(x => 100 + columns[x])])
  const [across, along] = [found[10], found[12]] // 4 pixels to the right, 4 down
  expect(along).toBeGreaterThan(0.95)
  expect(across).toBeLessThan(0.4)
})

test('the blocks of a JPEG show wherever they lie', async () => {
  const random = new Random(3)
  const data = Uint8Array.from(
    { length: side * side * 3 },
    (_, i) => 128 + 60 * Math.sin(i / 500) + random.normal(0, 4),
  )
  const clean = rgbPicture(side, side, data)
  const green = ({ data }: { data: Uint8Array }) => plane((x, y) => data[(y * side + ((x + 3) % side)) * 3 + 1])
  const [before, after] = [clean, compressJpeg(clean, { quality: 20 })].map(one => fileStatistics([green(one)]))
  expect(after[0]).toBeGreaterThan(before[0] + 0.1)
  expect(after[1]).toBeGreaterThan(before[1] + 0.1)
})

test('a veil lifts the dark channel and takes contrast and saturation', () => {
  const random = new Random(4)
  const scene = [0, 1, 2].map(() => plane((x, y) => (x * 7 + y * 13 + random.uniform() * 40) % 256))
  const veiled = scene.map(({ data, ...size }) => ({ ...size, data: data.map(level => 0.4 * level + 0.6 * 220) }))
  const [clear, hazy] = [scene, veiled].map(sceneStatistics)
  expect(hazy[31]).toBeGreaterThan(clear[31] + 0.3) // median of the dark channel
  expect(hazy[40]).toBeLessThan(clear[40]) // of saturation
  expect(hazy[49]).toBeLessThan(clear[49]) // of contrast
})

/** A computed scene: slopes, an edge, some grain. */
async function statisticsOf(
  width: number,
  height: number,
  level = (i: number) => 90 + 60 * Math.sin(i / 977) + (i % 7),
) {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => level(i))
  const views = await readViews(rowsOf(rgbPicture(width, height, data)), {
    crops: { size: side, rows: 2, columns: 2 },
    whole: 64,
  })
  return pictureStatistics(views)
}

test('golden numbers of a computed picture', async () => {
  const found = await statisticsOf(200, 150)
  expect(found).toHaveLength(456)
  expect([0, 60, 111, 130, 200, 300, 400].map(i => Number(found[i].toFixed(4)))).toEqual([
    0.5389, 0.7155, 3.1428, 3.5889, 0.2134, 0.1548, 4.4794,
  ])
})

test('every picture has finite numbers', async () => {
  for (const [width, height] of [
    [1, 1],
    [300, 2],
    [97, 97],
  ]) {
    for (const level of [() => 0, () => 255, (i: number) => (i * 7919) % 256]) {
      expect((await statisticsOf(width, height, level)).every(Number.isFinite)).toBe(true)
    }
  }
})
