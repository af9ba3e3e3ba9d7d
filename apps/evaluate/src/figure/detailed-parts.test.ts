import { rgbPicture } from '@dfpir/images'
import { detailedParts } from './detailed-parts.js'

test('squares lie where the detail is, apart from each other', () => {
  const data = new Uint8Array(120 * 60 * 3).fill(128)
  const speckle = (left: number, top: number, strength: number) => {
    for (let y = top; y < top + 10; y++) {
      for (let x = left; x < left + 10; x++)
        data.fill(128 + ((x + y) % 2 ? strength : -strength), (y * 120 + x) * 3, (y * 120 + x) * 3 + 3)
    }
  }
  speckle(80, 30, 90)
  speckle(20, 10, 60)
  const [strongest, second, ...more] = detailedParts(rgbPicture(120, 60, data), 2)
  expect(more).toEqual([])
  expect(strongest).toMatchObject({ side: 10 })
  expect(Math.hypot(strongest.x - 80, strongest.y - 30)).toBeLessThan(4)
  expect(Math.hypot(second.x - 20, second.y - 10)).toBeLessThan(4)
})

test('a picture of one pixel has one part', () => {
  expect(detailedParts(rgbPicture(1, 1, Uint8Array.of(1, 2, 3)), 2)).toEqual([{ x: 0, y: 0, side: 1 }])
})
