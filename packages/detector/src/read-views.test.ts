import type { Picture } from '@dfpir/core'
import { type RowSource, rowsOf } from '@dfpir/images'
import { readViews, type ViewGrid } from './read-views.js'

function ramp(width: number, height: number): Picture {
  const data = Uint8Array.from({ length: width * height }, (_, i) => (i % width) + 10 * Math.floor(i / width))
  return { width, height, channels: 1, depth: 8, data }
}

/** The first channel of each crop as bytes. */
async function cropBytes(source: RowSource, grid: ViewGrid['crops']) {
  const { data, shape } = (await readViews(source, { crops: grid, whole: 8 })).crops
  expect(shape).toEqual([grid.rows * grid.columns, grid.size, grid.size, 3])
  const length = grid.size ** 2
  return Array.from({ length: shape[0] }, (_, crop) =>
    Array.from({ length }, (_, i) => Math.round(255 * data[(crop * length + i) * 3])),
  )
}

test('crops reach from edge to edge, row by row', async () => {
  expect(await cropBytes(rowsOf(ramp(7, 4)), { size: 2, rows: 2, columns: 3 })).toEqual([
    [0, 1, 10, 11],
    [3, 4, 13, 14],
    [5, 6, 15, 16],
    [20, 21, 30, 31],
    [23, 24, 33, 34],
    [25, 26, 35, 36],
  ])
})

test('one crop stands in the middle; a picture that is smaller is continued by reflection', async () => {
  expect(await cropBytes(rowsOf(ramp(5, 3)), { size: 1, rows: 1, columns: 1 })).toEqual([[12]])
  const [crop, same] = await cropBytes(rowsOf(ramp(2, 1)), { size: 3, rows: 1, columns: 2 })
  expect(crop).toEqual([0, 1, 0, 0, 1, 0, 0, 1, 0])
  expect(same).toEqual(crop)
})

test('the reduced copy is of means, in the shape of the picture, and never larger', async () => {
  const whole = async (width: number, height: number, side: number) => {
    const { crops, whole } = await readViews(rowsOf(ramp(width, height)), {
      crops: { size: 1, rows: 1, columns: 1 },
      whole: side,
    })
    expect(crops.shape).toEqual([1, 1, 1, 3])
    const green = Array.from({ length: whole.data.length / 3 }, (_, i) => whole.data[3 * i + 1] * 255)
    return { shape: whole.shape, green }
  }
  const { shape, green } = await whole(8, 4, 4)
  expect(shape).toEqual([2, 4, 3])
  for (const [i, mean] of [5.5, 7.5, 9.5, 11.5, 25.5, 27.5, 29.5, 31.5].entries()) expect(green[i]).toBeCloseTo(mean, 4)
  expect((await whole(3, 2, 64)).shape).toEqual([2, 3, 3])
})

test('of a large picture only some rows are read', async () => {
  let rows = 0
  const source: RowSource = {
    width: 5000,
    height: 10_000,
    channels: 4,
    depth: 16,
    readRows: async (_, count) => {
      rows += count
      return { width: 5000, height: count, channels: 4, depth: 16, data: new Uint16Array(5000 * count * 4) }
    },
  }
  await readViews(source, { crops: { size: 8, rows: 3, columns: 2 }, whole: 20 })
  expect(rows).toBe(3 * 8 + 20 * 4)
})

test('it stops between rows', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  const grid = { crops: { size: 2, rows: 2, columns: 2 }, whole: 4 }
  await expect(readViews(rowsOf(ramp(9, 9)), grid, signal)).rejects.toThrow('enough')
})
