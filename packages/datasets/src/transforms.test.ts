import { rgbPicture } from '@dfpir/degradations'
import { centerCrop, crop, dihedral, flip, quarterTurns } from './index.js'

/** A picture from rows of pixel numbers; a pixel's samples are n, n + 100 and n + 200. */
function picture(...rows: number[][]) {
  const samples = rows.flat().flatMap(pixel => [pixel, pixel + 100, pixel + 200])
  return rgbPicture(rows[0].length, rows.length, Uint8Array.from(samples))
}

const original = picture([1, 2, 3], [4, 5, 6])

test('flip exchanges left and right', () => {
  expect(flip(original)).toEqual(picture([3, 2, 1], [6, 5, 4]))
})

test('quarter turns go counterclockwise', () => {
  expect(quarterTurns(original, 0)).toEqual(original)
  expect(quarterTurns(original, 1)).toEqual(picture([3, 6], [2, 5], [1, 4]))
  expect(quarterTurns(original, 2)).toEqual(picture([6, 5, 4], [3, 2, 1]))
  expect(quarterTurns(original, 3)).toEqual(picture([4, 1], [5, 2], [6, 3]))
})

test('turns add up, backwards as well', () => {
  expect(quarterTurns(quarterTurns(original, 1), 2)).toEqual(quarterTurns(original, 3))
  expect(quarterTurns(original, -1)).toEqual(quarterTurns(original, 3))
  expect(quarterTurns(original, 6)).toEqual(quarterTurns(original, 2))
})

test('the eight transforms of the square are eight different ones', () => {
  const square = picture([1, 2], [3, 4])
  const results = Array.from({ length: 8 }, (_, index) => dihedral(square, index).data.join())
  expect(new Set(results).size).toBe(8)
  expect(dihedral(square, 0)).toEqual(square)
  expect(dihedral(original, 5)).toEqual(quarterTurns(flip(original), 1))
})

test('crop copies a part and refuses one that leaves the picture', () => {
  expect(crop(original, { x: 1, y: 0, width: 2, height: 2 })).toEqual(picture([2, 3], [5, 6]))
  expect(() => crop(original, { x: 2, y: 0, width: 2, height: 2 })).toThrow('2×2 at (2, 0) leaves the picture of 3×2')
})

test('centerCrop keeps the middle; an odd rest goes right and below', () => {
  const rows = Array.from({ length: 5 }, (_, y) => Array.from({ length: 7 }, (_, x) => y * 10 + x))
  expect(centerCrop(picture(...rows), 4)).toEqual(picture(...rows.slice(0, 4).map(row => row.slice(1, 5))))
  expect(() => centerCrop(original, 16)).toThrow('3×2 has no part with sides of 16')
})
