import { join } from 'node:path'
import { checkDataset, openDataset } from './index.js'
import { pictureFolder, temporaryFolder, waves } from './temporary-folder.test.helper.js'

const text = new TextEncoder().encode('no picture')

test('a data set without faults: counts, formats and sizes, a shared partner counted once', async () => {
  const root = await temporaryFolder({
    'input/1_0.8_0.1.jpg': waves(40, 24, 1),
    'input/1_0.9_0.1.jpg': waves(40, 24, 2),
    'input/2.png': waves(64, 20, 3),
    'target/1.png': waves(40, 24, 4),
    'target/2.png': waves(64, 20, 5),
  })
  const calls: [number, number][] = []
  const report = await checkDataset(await openDataset('sots', root), {
    patch: 20,
    onProgress: (done, total) => calls.push([done, total]),
  })
  expect(report).toEqual({
    pictures: 5,
    pairs: 3,
    formats: { jpeg: 2, png: 3 },
    sizes: { width: [40, 64], height: [20, 24], shortestSide: 20, largestArea: 1280 },
    faults: [],
  })
  expect(calls).toEqual([1, 2, 3, 4, 5].map(done => [done, 5]))
})

test('every fault of every picture is told', async () => {
  const root = await temporaryFolder({
    'low/1.png': waves(40, 24),
    'high/1.png': waves(24, 40),
    'low/2.png': waves(30, 18),
    'high/2.png': waves(30, 18),
    'low/3.png': text,
    'high/3.png': waves(40, 24),
    'low/4.png': waves(40, 24),
    'high/5.png': waves(40, 24),
    'low/6.png': waves(40, 24),
    'high/6.png': new Uint8Array(),
  })
  const { faults, formats, pictures } = await checkDataset(await openDataset('lol', root), { patch: 20 })
  const at = (name: string) => join(root, name)
  expect(faults).toEqual([
    { kind: 'unreadable', message: `${at('low/3.png')} is not an image of a known format` },
    { kind: 'unreadable', message: `${at('high/6.png')} is empty: expected an image` },
    { kind: 'no-partner', message: `${at('low/4.png')} has no clean partner` },
    { kind: 'no-partner', message: `${at('high/5.png')} has no degraded partner` },
    { kind: 'different-sizes', message: `${at('low/1.png')} is 40×24 pixels, ${at('high/1.png')} 24×40` },
    {
      kind: 'smaller-than-patch',
      message: `${at('low/2.png')} is 30×18 pixels, too small for patches of 20×20`,
    },
  ])
  expect(formats).toEqual({ png: 6 })
  expect(pictures).toBe(8)
})

test('a known set must be complete, flat may have any number', async () => {
  const root = await pictureFolder(['1.png', '2.png'])
  const { faults, pairs } = await checkDataset(await openDataset('kodak24', root))
  const message = `${root} should have 24 pictures, found 2; the layout flat allows any number`
  expect(faults).toEqual([{ kind: 'dataset', message }])
  expect(pairs).toBeNull()
  expect((await checkDataset(await openDataset('flat', root))).faults).toEqual([])
})

test('where nothing can be read there are no sizes', async () => {
  const root = await temporaryFolder({ '1.png': text })
  expect(await checkDataset(await openDataset('flat', root))).toMatchObject({ sizes: null, formats: {}, pictures: 1 })
})

test('a check can be stopped', async () => {
  const set = await openDataset('flat', await pictureFolder(['1.png', '2.png']))
  const controller = new AbortController()
  const stopped = checkDataset(set, { signal: controller.signal, onProgress: () => controller.abort() })
  controller.abort()
  await expect(stopped).rejects.toThrow('aborted')
})
