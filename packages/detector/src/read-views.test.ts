import type { Picture } from '@dfpir/core'
import { type RowSource, rowsOf } from '@dfpir/images'
import { readCrops } from './read-crops.js'

function ramp(width: number, height: number): Picture {
  const data = Uint8Array.from({ length: width * height }, (_, i) => (i % width) + 10 * Math.floor(i / width))
  return { width, height, channels: 1, depth: 8, data }
}

/** The first channel of each crop as bytes. */
async function bytes(source: RowSource, grid: { size: number; rows: number; columns: number }) {
  const { data, shape } = await readCrops(source, grid)
  expect(shape).toEqual([grid.rows * grid.columns, grid.size, grid.size, 3])
  const length = grid.size ** 2
  return Array.from({ length: shape[0] }, (_, crop) =>
    Array.from({ length }, (_, i) => Math.round(255 * data[(crop * length + i) * 3])),
  )
}

test('crops reach from edge to edge, row by row', async () => {
  expect(await bytes(rowsOf(ramp(7, 4)), { size: 2, rows: 2, columns: 3 })).toEqual([
    [0, 1, 10, 11],
    [3, 4, 13, 14],
    [5, 6, 15, 16],
    [20, 21, 30, 31],
    [23, 24, 33, 34],
    [25, 26, 35, 36],
  ])
})

test('one crop stands in the middle; a picture that is smaller is continued by reflection', async () => {
  expect(await bytes(rowsOf(ramp(5, 3)), { size: 1, rows: 1, columns: 1 })).toEqual([[12]])
  const [crop, same] = await bytes(rowsOf(ramp(2, 1)), { size: 3, rows: 1, columns: 2 })
  expect(crop).toEqual([0, 1, 0, 0, 1, 0, 0, 1, 0])
  expect(same).toEqual(crop)
})

test('of a large picture only the rows of the crops are read', async () => {
  const asked: [number, number][] = []
  const source: RowSource = {
    width: 20_000,
    height: 10_000,
    channels: 4,
    depth: 16,
    readRows: async (top, count) => {
      asked.push([top, count])
      return { width: 20_000, height: count, channels: 4, depth: 16, data: new Uint16Array(20_000 * count * 4) }
    },
  }
  await readCrops(source, { size: 8, rows: 3, columns: 2 })
  expect(asked).toEqual([
    [0, 8],
    [4996, 8],
    [9992, 8],
  ])
})

test('it stops between rows of crops', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(readCrops(rowsOf(ramp(9, 9)), { size: 2, rows: 2, columns: 2 }, signal)).rejects.toThrow('enough')
})
