import type { Picture } from '@dfpir/core'
import { shrinkPicture } from './shrink-picture.js'

/** Left half dark, right half light. */
function halves(width: number, height: number): Picture {
  const data = Uint16Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 0 : 65_535))
  return { width, height, channels: 1, depth: 16, data }
}

test('the longer side becomes as long as asked, the other in proportion', async () => {
  const small = await shrinkPicture(halves(200, 100), 50)
  expect(small).toMatchObject({ width: 50, height: 25, channels: 3, depth: 8 })
  expect(small.data).toHaveLength(50 * 25 * 3)
  expect([small.data[0], small.data[49 * 3]]).toEqual([0, 255])
  expect(await shrinkPicture(halves(30, 300), 50)).toMatchObject({ width: 5, height: 50 })
})

test('a picture that is small enough keeps its size', async () => {
  expect(await shrinkPicture(halves(50, 20), 50)).toMatchObject({ width: 50, height: 20, channels: 3, depth: 8 })
})
