import { type Picture, Random } from '@dfpir/core'
import fc from 'fast-check'
import { reduceRows } from './reduce-rows.js'
import { rowsOf } from './rows.js'

function scene(width: number, height: number): Picture {
  const random = new Random(width * 200 + height)
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.uniform(0, 256))
  return { width, height, channels: 3, depth: 8, data }
}

test('each pixel is the mean of its area', async () => {
  const side = fc.integer({ min: 1, max: 12 })
  await fc.assert(
    fc.asyncProperty(side, side, side, side, async (width, height, columns, rows) => {
      fc.pre(columns <= width && rows <= height)
      const picture = scene(width, height)
      const { data } = await reduceRows(rowsOf(picture), { width: columns, height: rows })
      const common = (i: number, n: number, cell: number, cells: number) =>
        Math.max(0, Math.min((i + 1) / n, (cell + 1) / cells) - Math.max(i / n, cell / cells)) * cells
      data.forEach((value, i) => {
        const [channel, cell] = [i % 3, Math.floor(i / 3)]
        const mean = [...picture.data].reduce((sum, sample, j) => {
          const pixel = Math.floor(j / 3)
          if (j % 3 !== channel) return sum
          const across = common(pixel % width, width, cell % columns, columns)
          return sum + sample * across * common(Math.floor(pixel / width), height, Math.floor(cell / columns), rows)
        }, 0)
        expect(Math.abs(value - 257 * mean)).toBeLessThan(1)
      })
    }),
    { numRuns: 40 },
  )
})

test('grey becomes colour, alpha is left out, and the size may stay', async () => {
  const grey: Picture = { width: 70, height: 1, channels: 2, depth: 8, data: new Uint8Array(140).fill(51) }
  expect(await reduceRows(rowsOf(grey), { width: 9, height: 1 })).toEqual({
    ...{ width: 9, height: 1, channels: 3, depth: 16 },
    data: new Uint16Array(27).fill(13_107),
  })
  const picture = scene(5, 130)
  const same = await reduceRows(rowsOf(picture), picture)
  expect(same.data).toEqual(Uint16Array.from(picture.data, value => value * 257))
})

test('an aborted signal ends it', async () => {
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(reduceRows(rowsOf(scene(8, 8)), { width: 2, height: 2 }, signal)).rejects.toThrow('enough')
})
