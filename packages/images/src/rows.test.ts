import { type Picture, Random } from '@dfpir/core'
import fc from 'fast-check'
import { convertPicture } from './convert-picture.js'
import { createPicture } from './create-picture.js'
import { decodePicture } from './decode-picture.js'
import { encodePicture } from './encode-picture.js'
import { openPicture } from './open-picture.js'
import { emptyPicture, type PictureShape } from './picture.js'
import { type RowSource, readStrips, rowsOf } from './rows.js'
import { exifBlock, sampleTree } from './testing/sample-metadata.test.helper.js'
import { useTemporaryFolder } from './testing/temporary-folder.test.helper.js'

const temporary = useTemporaryFolder()

function noise(layout: PictureShape, seed = 1): Picture {
  const random = new Random(seed)
  return { ...layout, data: emptyPicture(layout).data.map(() => random.integer(2 ** layout.depth)) }
}

/** All rows of a picture, some at a time. */
async function readAll(source: RowSource) {
  const samples: number[] = []
  for await (const { rows } of readStrips(source, { count: 3 })) samples.push(...rows.data)
  return samples
}

const layouts = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 40 }),
  channels: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
  depth: fc.constantFrom(8 as const, 16 as const),
})

test('rows from a file are those from memory, whichever way the picture is turned', async () => {
  await fc.assert(
    fc.asyncProperty(layouts, fc.integer({ min: 1, max: 8 }), async (layout, orientation) => {
      const exif = exifBlock(sampleTree({ orientation, ...layout }))
      const bytes = await encodePicture({ ...noise(layout), metadata: { exif } }, 'png')
      const { data, ...info } = await decodePicture(bytes)
      expect([info.width, info.height]).toEqual(
        orientation > 4 ? [layout.height, layout.width] : [layout.width, layout.height],
      )
      const source = await openPicture(bytes, { maxMemory: 0 })
      expect(source).toMatchObject(info)
      expect(await readAll(source)).toEqual([...data])
      expect(await temporary.entries()).toEqual([]) // the file has lost its name, and goes with the source
      await source.dispose()
    }),
    { numRuns: 40 },
  )
})

test('what is written by rows is what is written at once, in memory and in files', async () => {
  await fc.assert(
    fc.asyncProperty(layouts, fc.constantFrom('png', 'tiff', 'jpeg', 'webp'), async (layout, format) => {
      const picture = noise(layout)
      const expected = await decodePicture(await encodePicture(picture, format))
      for (const maxMemory of [0, 1e6]) {
        const sink = await createPicture(layout, { maxMemory })
        const source = await openPicture(await encodePicture(picture, 'png'))
        for await (const { rows } of readStrips(source, { count: 7 })) await sink.writeRows(rows)
        expect(await decodePicture(await sink.encode(format))).toEqual(expected)
        await sink.save(temporary.path(`saved.${format}`))
        await sink.dispose()
        expect((await decodePicture(temporary.path(`saved.${format}`))).data).toEqual(expected.data)
      }
    }),
    { numRuns: 20 },
  )
})

test.each([
  [1, 20_000],
  [20_000, 1],
])('a picture of %i×%i', async (width, height) => {
  const picture = noise({ width, height, channels: 3, depth: 16 })
  const sink = await createPicture(picture, { maxMemory: 0 })
  await sink.writeRows(picture)
  const source = await openPicture(await sink.encode('tiff'), { maxMemory: 0 })
  await sink.dispose()
  const rows = await source.readRows(height - 1, 1)
  expect([...rows.data]).toEqual([...picture.data.slice(-width * 3)])
  await source.dispose()
})

test('a picture of more than one band of 16 MB is turned whole', async () => {
  const [width, height] = [2100, 2050]
  const data = new Uint8Array(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++)
    data.fill((pixel % width) ^ (pixel / width), 4 * pixel, 4 * pixel + 4)
  const exif = exifBlock(sampleTree({ orientation: 6, width, height }))
  const bytes = await encodePicture({ width, height, channels: 4, depth: 8, data, metadata: { exif } }, 'png')
  const source = await openPicture(bytes, { maxMemory: 0 })
  const last = (await source.readRows(width - 1, 1)).data // the last column, from below
  expect(last).toHaveLength(height * 4)
  for (let x = 0; x < height; x++) {
    if (last[4 * x] !== (((width - 1) ^ (height - 1 - x)) & 255)) throw new Error(`column ${x} is not in its place`)
  }
  await source.dispose()
})

test('the rows of a picture in memory', async () => {
  await fc.assert(
    fc.asyncProperty(layouts, async layout => {
      const picture = noise(layout)
      const copy = rowsOf(emptyPicture(layout))
      for await (const { top, rows } of readStrips(rowsOf(picture), { count: 5 })) {
        expect(rows.data.byteOffset).toBe(picture.data.subarray(top * layout.width * layout.channels).byteOffset)
        await copy.writeRows(rows)
      }
      expect(copy.picture).toEqual(picture)
    }),
  )
  const picture = noise({ width: 4, height: 5, channels: 1, depth: 8 })
  await expect(rowsOf(picture).readRows(4, 2)).rejects.toThrow(RangeError)
  expect(() => rowsOf({ ...picture, data: new Uint16Array(20) })).toThrow('got Uint16Array of 20')
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(readStrips(rowsOf(picture), { signal }).next()).rejects.toThrow('enough')
})

test('rows that a picture has not are refused', async () => {
  const picture = noise({ width: 4, height: 5, channels: 1, depth: 8 })
  for (const maxMemory of [0, 1e6]) {
    const source = await openPicture(await encodePicture(picture, 'png'), { maxMemory })
    for (const [top, count] of [
      [-1, 1],
      [0, 0],
      [4, 2],
      [0.5, 1],
    ]) {
      await expect(source.readRows(top, count)).rejects.toThrow(RangeError)
    }
    await source.dispose()
    const sink = await createPicture(picture, { maxMemory })
    await expect(sink.encode('png')).rejects.toThrow('expected all 5 rows of the picture, got 0')
    await expect(sink.writeRows(convertPicture(picture, { channels: 3, depth: 8 }))).rejects.toThrow(RangeError)
    await sink.writeRows(picture)
    await expect(sink.writeRows(picture)).rejects.toThrow('only 5 rows')
    await sink.dispose()
  }
})

test('nothing is left behind by failures, and an abort is heeded', async () => {
  const picture = noise({ width: 40, height: 50, channels: 3, depth: 8 })
  const bytes = await encodePicture(picture, 'png')
  await expect(openPicture(bytes.slice(0, 4000), { maxMemory: 0 })).rejects.toThrow(
    'its PNG data is damaged or truncated',
  )
  const reason = new Error('enough')
  await expect(openPicture(bytes, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  const stopped = new AbortController()
  const opening = openPicture(bytes, { maxMemory: 0, signal: stopped.signal })
  stopped.abort(reason)
  await expect(opening).rejects.toBe(reason)
  const sink = await createPicture({ ...picture, width: 17_000, height: 1 }, { maxMemory: 0 })
  await sink.writeRows(noise({ width: 17_000, height: 1, channels: 3, depth: 8 }))
  await expect(sink.save(temporary.path('too-wide.webp'))).rejects.toThrow('cannot encode 17000×1 pixels as webp')
  await sink.dispose()
  await sink.dispose()
  expect(await temporary.entries()).not.toContainEqual(expect.stringMatching(/^dfpir-|too-wide/))
})
