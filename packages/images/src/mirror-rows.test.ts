import type { Picture } from '@dfpir/core'
import fc from 'fast-check'
import { reflectIndex } from './crop.js'
import { mirrorRows, withoutMargin } from './mirror-rows.js'
import { emptyPicture } from './picture.js'
import { rowsOf } from './rows.js'

const scenes = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 2, 3, 4), fc.boolean())
  .map(([width, height, channels, deep]): Picture => {
    const length = width * height * channels
    const data = deep ? Uint16Array.from({ length }, (_, i) => i * 257) : Uint8Array.from({ length }, (_, i) => i)
    return { width, height, channels, depth: deep ? 16 : 8, data }
  })
const margins = fc.integer({ min: 0, max: 20 })
const portions = fc.integer({ min: 1, max: 11 })

test('a margin holds the reflection of the picture, whatever its size', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, margins, async (picture, margin) => {
      const { width, height, channels } = picture
      const mirrored = mirrorRows(rowsOf(picture), margin)
      const { data } = await mirrored.readRows(0, mirrored.height)
      expect([mirrored.width, mirrored.height]).toEqual([width + 2 * margin, height + 2 * margin])
      data.forEach((value, i) => {
        const [channel, pixel] = [i % channels, Math.floor(i / channels)]
        const x = reflectIndex((pixel % mirrored.width) - margin, width)
        const y = reflectIndex(Math.floor(pixel / mirrored.width) - margin, height)
        expect(value).toBe(picture.data[(y * width + x) * channels + channel])
      })
    }),
    { numRuns: 40 },
  )
})

test('a margin is added and taken off again by rows', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, margins, portions, async (picture, margin, portion) => {
      const mirrored = mirrorRows(rowsOf(picture), margin)
      const result = rowsOf(emptyPicture(picture))
      const sink = withoutMargin(result, margin, picture.height)
      for (let top = 0; top < mirrored.height; top += portion) {
        await sink.writeRows(await mirrored.readRows(top, Math.min(portion, mirrored.height - top)))
      }
      expect(result.picture).toEqual(picture)
    }),
  )
})
