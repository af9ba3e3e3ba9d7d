import { type Picture, Random } from '@dfpir/core'
import { crop, emptyPicture, reduceRows, rowsOf } from '@dfpir/images'
import fc from 'fast-check'
import { carryChange } from './carry-change.js'

function scene(width: number, height: number, channels: Picture['channels']): Picture {
  const random = new Random(width * 100 + height)
  const data = Uint16Array.from({ length: width * height * channels }, () => random.uniform(10_000, 50_000))
  return { width, height, channels, depth: 16, data }
}

async function carry(picture: Picture, before: Picture, change: (value: number) => number): Promise<Picture> {
  const after = { ...before, data: Uint16Array.from(before.data, value => Math.round(change(value))) }
  const sink = rowsOf(emptyPicture(picture))
  await carryChange(rowsOf(picture), sink, { before, after })
  return sink.picture
}

test('a linear change of the copy is that of the picture, and alpha stays', async () => {
  const linear = (value: number) => 2000 + 0.7 * value
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(1, 2, 3, 4), fc.integer({ min: 20, max: 90 }), async (channels, width) => {
      const picture = scene(width, 70, channels)
      const before = await reduceRows(rowsOf(picture), { width: Math.ceil(width / 2), height: 35 })
      const { data } = await carry(picture, before, linear)
      data.forEach((value, i) => {
        const alpha = channels % 2 === 0 && i % channels === channels - 1
        expect(Math.abs(value - (alpha ? picture.data[i] : linear(picture.data[i])))).toBeLessThan(alpha ? 1 : 300)
      })
    }),
    { numRuns: 8 },
  )
})

test('no change leaves the picture as it is, also one of a pixel in height or width', async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 300],
    [130, 1],
    [31, 67],
  ]) {
    const picture = scene(width, height, 3)
    const before = await reduceRows(rowsOf(picture), { width: Math.ceil(width / 3), height: Math.ceil(height / 3) })
    expect(await carry(picture, before, value => value)).toEqual(picture)
  }
})

test('a change that differs from place to place has no steps at the copy’s pixels', async () => {
  const picture: Picture = { ...scene(160, 8, 3), data: new Uint16Array(160 * 8 * 3).fill(30_000) }
  const before = await reduceRows(rowsOf(picture), { width: 20, height: 1 })
  const after = { ...before, data: before.data.map((value, i) => value + 500 * Math.floor(i / 3)) }
  const sink = rowsOf(emptyPicture(picture))
  await carryChange(rowsOf(picture), sink, { before, after })
  const line = crop(sink.picture, { x: 0, y: 3, width: 160, height: 1 }).data.filter((_, i) => i % 3 === 0)
  const steps = [...line].slice(1).map((value, i) => value - line[i])
  expect(Math.max(...steps)).toBeLessThan(80) // 500 over 8 pixels are 62.5 each
  expect(Math.min(...steps)).toBeGreaterThanOrEqual(0)
})

test('an aborted signal ends it', async () => {
  const picture = scene(20, 20, 3)
  const signal = AbortSignal.abort(new Error('enough'))
  const work = carryChange(rowsOf(picture), rowsOf(emptyPicture(picture)), { before: picture, after: picture, signal })
  await expect(work).rejects.toThrow('enough')
})
