import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { detectLayout, openDataset } from './index.js'
import { pictureFolder } from './temporary-folder.test.helper.js'

async function names(layout: string, root: string, split?: 'train' | 'test') {
  const set = await openDataset(layout, root, { split })
  return set.kind === 'pairs' ? set.pairs.pairs.map(({ name }) => name) : set.photos.names
}

test('of a data set with splits, the one that is asked for is taken, else all of it', async () => {
  const files = ['our485/low/1.png', 'our485/high/1.png', 'eval15/low/2.png', 'eval15/high/2.png']
  const root = await pictureFolder(files)
  expect(await names('lol', root, 'train')).toEqual(['our485/1'])
  expect(await names('lol', root, 'test')).toEqual(['eval15/2'])
  expect(await names('lol', root)).toEqual(['eval15/2', 'our485/1'])
  expect(await names('lol', join(root, 'eval15'), 'train')).toEqual(['2']) // named on purpose
  expect(await names('pairs', await pictureFolder(['input/1.png', 'target/1.png']), 'train')).toEqual(['1'])
})

test('a root that has only the other split is refused', async () => {
  const root = await pictureFolder(['test/A/blur/1.png', 'test/A/sharp/1.png'])
  const opening = openDataset('gopro', root, { split: 'train' })
  await expect(opening).rejects.toThrow(`expected train/ of the layout gopro in ${root}, found only test/`)
  await expect(opening).rejects.toMatchObject({ hint: expect.stringContaining(`${root}/test`) })
})

test('files without a partner are told', async () => {
  const root = await pictureFolder(['blur/1.png', 'sharp/1.png', 'blur/2.png', 'sharp/3.png', 'blur/3.jpg'])
  const set = await openDataset('gopro', root)
  expect(set).toMatchObject({
    pairs: { unmatched: { inputs: [join(root, 'blur/2.png')], targets: [] }, pairs: [{ name: '1' }, { name: '3' }] },
  })
})

test.each<[string, string[], RegExp]>([
  [
    'rain100l',
    ['rainy/rain-1.png', 'rainy/rain-2.png', 'norain/norain-1.png'],
    /expected gt\/ beside rainy\/ in .*, found norain\/ \(1 image\), rainy\/ \(2 images\)/,
  ],
  [
    'gopro',
    ['A/sharp/1.png', '1.png'],
    /expected blur\/ beside sharp\/ in .*, found images in no folder \(1 image\), A\/ \(1 image\)/,
  ],
  [
    'rain100l',
    ['a/1.png', 'b/1.png'],
    /expected rainy\/ and gt\/, or input\/ and target\/, or rain\/ and norain\/ in .*, found a\/ \(1 image\), b\/ \(1 image\)/,
  ],
  ['pairs', ['1.png', '2.png'], /expected input\/ and target\/ in .*, found images in no folder \(2 images\)/],
  ['pairs', ['a/1.png', 'b/1.png', 'c/1.png', 'd/1.png', 'e/1.png'], /d\/ \(1 image\) and 1 more/],
  [
    'rain100l',
    ['rainy/rain-1.png', 'gt/1.png'],
    /no picture in .* has a partner: expected gt\/norain-1 or gt\/rain-1 for rainy\/rain-1\.png, found gt\/1\.png/,
  ],
  [
    'reside-ots',
    ['synthetic/part1/7_1_0.1.jpg', 'original/8.jpg'],
    /expected original\/7 for synthetic\/part1\/7_1_0\.1\.jpg, found original\/8\.jpg/,
  ],
])('%s in %j says what it expected', async (layout, files, message) => {
  const opening = openDataset(layout, await pictureFolder(files))
  await expect(opening).rejects.toThrow(message)
  await expect(opening).rejects.toThrow(DataError)
})

test('another layout that fits is named, and the tree of the one that was asked for', async () => {
  const root = await pictureFolder(['low/1.png', 'high/1.png'])
  await expect(openDataset('gopro', root)).rejects.toMatchObject({
    hint: expect.stringMatching(/^This looks like the layout lol\. The layout gopro is ROOT\/blur\/NAME\.png → /),
  })
})

test('the data set must be the folder itself, not one in it', async () => {
  const root = await pictureFolder(['Rain100L/rainy/rain-1.png', 'Rain100L/gt/norain-1.png'])
  await expect(openDataset('rain100l', root)).rejects.toThrow('found Rain100L/ (2 images)')
  expect((await detectLayout(root)).name).toBe('flat')
})

test('two files of one name are refused with their paths', async () => {
  const root = await pictureFolder(['low/1.png', 'high/1.png', 'high/1.jpg'])
  const both = `${join(root, 'high/1.jpg')} and ${join(root, 'high/1.png')} have the same name 1`
  await expect(openDataset('lol', root)).rejects.toThrow(both)
})

test('unknown layouts and missing folders are wrong usage', async () => {
  await expect(openDataset('gorpo', '.')).rejects.toThrow(UsageError)
  await expect(openDataset('gopro', './gone')).rejects.toThrow(UsageError)
})

test('a folder of degraded pictures alone is taken for its layout, not for clean photographs', async () => {
  expect((await detectLayout(await pictureFolder(['A/blur/1.png', 'A/blur/2.png']))).name).toBe('gopro')
  expect((await detectLayout(await pictureFolder(['input/1.png']))).name).toBe('pairs')
})
