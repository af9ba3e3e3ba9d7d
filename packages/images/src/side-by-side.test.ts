import { type Picture, UsageError } from '@dfpir/core'
import { convertPicture } from './convert-picture.js'
import { sideBySide } from './side-by-side.js'

const grey: Picture = { width: 1, height: 2, channels: 1, depth: 8, data: Uint8Array.of(10, 20) }
const rgb: Picture = { width: 2, height: 1, channels: 3, depth: 8, data: Uint8Array.of(1, 2, 3, 4, 5, 6) }

test('pictures stand side by side on white', () => {
  const strip = sideBySide([grey, rgb], { gap: 1 })
  expect(strip).toMatchObject({ width: 4, height: 2, channels: 3, depth: 8 })
  const white = [255, 255, 255]
  const rows = [...[10, 10, 10], ...white, ...[1, 2, 3, 4, 5, 6], ...[20, 20, 20], ...white, ...white, ...white]
  expect([...strip.data]).toEqual(rows)
})

test('the strip is as deep and as transparent as its parts', () => {
  const clear: Picture = { width: 1, height: 1, channels: 2, depth: 16, data: Uint16Array.of(7, 0) }
  const strip = sideBySide([grey, clear], { gap: 0 })
  expect(strip).toMatchObject({ width: 2, height: 2, channels: 4, depth: 16 })
  expect([...strip.data.subarray(0, 8)]).toEqual([2570, 2570, 2570, 65_535, 7, 7, 7, 0])
  expect(sideBySide([rgb])).toEqual(rgb)
})

test('nonsense is refused', () => {
  expect(() => sideBySide([])).toThrow(UsageError)
  expect(() => sideBySide([rgb], { gap: -1 })).toThrow('got -1')
})

test('conversions between layouts', () => {
  expect([...convertPicture(rgb, { channels: 1, depth: 8 }).data]).toEqual([2, 5])
  expect([...convertPicture(rgb, { channels: 4, depth: 16 }).data]).toEqual([
    257, 514, 771, 65_535, 1028, 1285, 1542, 65_535,
  ])
  const wide: Picture = { width: 3, height: 1, channels: 1, depth: 16, data: Uint16Array.of(65_535, 128, 129) }
  expect([...convertPicture(wide, { channels: 1, depth: 8 }).data]).toEqual([255, 0, 1])
  expect(convertPicture(rgb, rgb)).toBe(rgb)
})
