import { Random } from '@dfpir/core'
import { rgbPicture } from '@dfpir/images'
import { dihedral, flip, quarterTurns } from './index.js'
import { brighten, colourOrders, enlargeSquare, reorderChannels, saturate, shrinkSquare } from './transforms.js'

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

test('shrinkSquare takes the means of the areas that pixels cover', () => {
  expect(shrinkSquare(picture([0, 4, 8, 12], [0, 4, 8, 12], [20, 20, 0, 0], [24, 24, 4, 4]), 2)).toEqual(
    picture([2, 10], [22, 2]),
  )
  expect(shrinkSquare(picture([0, 15, 30], [0, 15, 30], [0, 15, 30]), 2)).toEqual(picture([5, 25], [5, 25]))
  expect(shrinkSquare(picture([0, 0, 0], [15, 15, 15], [30, 30, 30]), 2)).toEqual(picture([5, 5], [25, 25]))
})

test('shrinkSquare keeps the mean of a picture, whatever the sizes', () => {
  const random = new Random(1)
  const mean = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0) / data.length
  for (let run = 0; run < 30; run++) {
    const side = 1 + random.integer(60)
    const size = 1 + random.integer(side)
    const data = Uint8Array.from({ length: side * side * 3 }, () => random.integer(256))
    const shrunk = shrinkSquare(rgbPicture(side, side, data), size)
    expect([shrunk.width, shrunk.height]).toEqual([size, size])
    expect(Math.abs(mean(shrunk.data) - mean(data))).toBeLessThan(0.51)
  }
})

test('shrinkSquare keeps a square of that size, and refuses others', () => {
  const square = picture([1, 2], [3, 4])
  expect(shrinkSquare(square, 2)).toBe(square)
  expect(() => shrinkSquare(original, 2)).toThrow('3×2 cannot be shrunk to a square of 2×2')
  expect(() => shrinkSquare(square, 3)).toThrow('2×2 cannot be shrunk to a square of 3×3')
})

test('enlargeSquare is linear between the middles of the pixels, and constant beyond them', () => {
  expect(
    enlargeSquare(picture([0, 40], [0, 40]), 4)
      .data.filter((_, i) => i % 3 === 0)
      .slice(0, 4),
  ).toEqual(Uint8Array.of(0, 10, 30, 40))
  expect(enlargeSquare(picture([0, 0], [40, 40]), 4)).toEqual(
    picture([0, 0, 0, 0], [10, 10, 10, 10], [30, 30, 30, 30], [40, 40, 40, 40]),
  )
})

test('enlargeSquare keeps a plane of any slope, whatever the sizes', () => {
  const random = new Random(2)
  for (let run = 0; run < 30; run++) {
    const side = 2 + random.integer(20)
    const size = side + random.integer(40)
    const [right, down] = [random.uniform(0, 6), random.uniform(0, 6)]
    const plane = (x: number, y: number) => 5 + right * x + down * y
    const rows = Array.from({ length: side }, (_, y) =>
      Array.from({ length: side }, (_, x) => [0, 0, 0].map(() => plane(x, y))),
    )
    const enlarged = enlargeSquare(rgbPicture(side, side, Uint8Array.from(rows.flat(2), Math.round)), size)
    const place = (i: number) => Math.min(Math.max(((i + 0.5) * side) / size - 0.5, 0), side - 1)
    const distances = Array.from({ length: size * size }, (_, pixel) =>
      Math.abs(enlarged.data[pixel * 3] - plane(place(pixel % size), place(Math.floor(pixel / size)))),
    )
    expect(Math.max(...distances)).toBeLessThan(1.01)
  }
})

test('enlargeSquare keeps a square of that size, and refuses others', () => {
  const square = picture([1, 2], [3, 4])
  expect(enlargeSquare(square, 2)).toBe(square)
  expect(() => enlargeSquare(original, 4)).toThrow('3×2 cannot be enlarged to a square of 4×4')
  expect(() => enlargeSquare(square, 1)).toThrow('2×2 cannot be enlarged to a square of 1×1')
})

test('brighten raises midtones; black and white stay', () => {
  const pixel = (...samples: number[]) => rgbPicture(1, 1, Uint8Array.from(samples))
  expect(brighten(pixel(0, 100, 255), 1)).toEqual(pixel(0, 100, 255))
  // 255·√(100/255) = 159.7
  expect(brighten(pixel(0, 100, 255), 2)).toEqual(pixel(0, 160, 255))
})

test('channels are put in five other orders', () => {
  const pixels = rgbPicture(2, 1, Uint8Array.of(1, 2, 3, 11, 12, 13))
  expect(reorderChannels(pixels, [2, 0, 1])).toEqual(rgbPicture(2, 1, Uint8Array.of(3, 1, 2, 13, 11, 12)))
  const results = new Set(colourOrders.map(order => reorderChannels(pixels, order).data.join()))
  expect(results.size).toBe(5)
  expect(results).not.toContain(pixels.data.join())
})

test('saturate moves colours away from their grey, clips them, and leaves greys alone', () => {
  const pixel = (...samples: number[]) => rgbPicture(1, 1, Uint8Array.from(samples))
  expect(saturate(pixel(120, 100, 80), 1)).toEqual(pixel(120, 100, 80))
  expect(saturate(pixel(90, 90, 90), 3)).toEqual(pixel(90, 90, 90))
  // grey: 0.299·120 + 0.587·100 + 0.114·80 = 103.7
  expect(saturate(pixel(120, 100, 80), 2)).toEqual(pixel(136, 96, 56))
  expect(saturate(pixel(200, 10, 10), 2)).toEqual(pixel(255, 0, 0))
})
