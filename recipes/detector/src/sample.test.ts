import { Random } from '@dfpir/core'
import { rgbPicture } from '@dfpir/degradations'
import { conditions } from '@dfpir/detector'
import { drawCrops, drawSample } from './sample.js'

const photograph = rgbPicture(
  160,
  140,
  Uint8Array.from({ length: 160 * 140 * 3 }, (_, i) => 128 + 90 * Math.sin(i / 37) * Math.cos(i / 4100)),
)

test('every condition is drawn, and the same numbers give the same picture', async () => {
  const found = new Set<string>()
  for (let seed = 0; seed < 36; seed++) {
    const sample = await drawSample(photograph, new Random(seed))
    found.add(sample.condition)
    expect(sample.sigma !== undefined).toBe(sample.condition === 'denoise')
    expect(sample.picture.data).toHaveLength(sample.picture.width * sample.picture.height * 3)
    if (seed < 5) expect(await drawSample(photograph, new Random(seed))).toEqual(sample)
  }
  expect([...found].sort()).toEqual([...conditions].sort())
})

test('crops lie inside the picture', () => {
  const marked = rgbPicture(40, 30, new Uint8Array(40 * 30 * 3).fill(7))
  const crops = drawCrops(marked, 3, 24, new Random(2))
  expect(crops).toHaveLength(9 * 24 * 24 * 3)
  expect(crops.every(value => value === 7)).toBe(true)
})
