import { relative } from 'node:path'
import { UsageError } from '@dfpir/core'
import { detectLayout, findLayout, layouts, openDataset } from '../index.js'
import { pictureFolder } from '../temporary-folder.test.helper.js'

/** A data set's files, and the pairs they make: name, input, target. */
interface Tree {
  readonly others?: readonly string[]
  readonly pairs: readonly (readonly [name: string, input: string, target: string])[]
}

const trees: Record<string, Record<string, Tree>> = {
  pairs: {
    'input and target': { pairs: [['a/1', 'input/a/1.jpg', 'target/a/1.png']] },
  },
  rain100l: {
    'rainy and gt': {
      pairs: [
        ['rain-2', 'rainy/rain-2.png', 'gt/norain-2.png'],
        ['rain-10', 'rainy/rain-10.png', 'gt/norain-10.png'],
      ],
    },
    'input and target, renamed': { pairs: [['rain-1', 'input/rain-1.png', 'target/norain-1.png']] },
  },
  'reside-ots': {
    'in parts': {
      pairs: [
        ['part1/0025_0.8_0.1', 'synthetic/part1/0025_0.8_0.1.jpg', 'original/0025.jpg'],
        ['part1/0025_0.95_0.2', 'synthetic/part1/0025_0.95_0.2.jpg', 'original/0025.jpg'],
        ['part2/0025_1_0.04', 'synthetic/part2/0025_1_0.04.jpg', 'original/0025.jpg'],
        ['part2/0031_1_0.04', 'synthetic/part2/0031_1_0.04.jpg', 'original/0031.jpg'],
      ],
      others: ['original/0099.jpg'], // its part is not there
    },
    'without parts': { pairs: [['0025_0.8_0.1', 'synthetic/0025_0.8_0.1.jpg', 'original/0025.jpg']] },
  },
  sots: {
    'input and target': {
      pairs: [
        ['0001_0.8_0.2', 'input/0001_0.8_0.2.jpg', 'target/0001.png'],
        ['0001_0.9_0.1', 'input/0001_0.9_0.1.jpg', 'target/0001.png'],
        ['0002', 'input/0002.png', 'target/0002.png'],
      ],
    },
    'hazy and gt': { pairs: [['1400_1', 'hazy/1400_1.png', 'gt/1400.png']] },
  },
  gopro: {
    flat: { pairs: [['GOPR0372-47', 'blur/GOPR0372-47.png', 'sharp/GOPR0372-47.png']] },
    scenes: {
      pairs: [
        ['GOPR0372/000047', 'GOPR0372/blur/000047.png', 'GOPR0372/sharp/000047.png'],
        ['GOPR0374/000047', 'GOPR0374/blur/000047.png', 'GOPR0374/sharp/000047.png'],
      ],
      others: ['GOPR0372/blur_gamma/000047.png'],
    },
    'train and test': {
      pairs: [
        ['test/GOPR0384/000001', 'test/GOPR0384/blur/000001.png', 'test/GOPR0384/sharp/000001.png'],
        ['train/GOPR0372/000047', 'train/GOPR0372/blur/000047.png', 'train/GOPR0372/sharp/000047.png'],
      ],
    },
  },
  lol: {
    'low and high': { pairs: [['1', 'low/1.png', 'high/1.png']] },
    'low and gt': { pairs: [['1', 'low/1.png', 'gt/1.png']] },
    'our485 and eval15': {
      pairs: [
        ['eval15/1', 'eval15/low/1.png', 'eval15/high/1.png'],
        ['our485/2', 'our485/low/2.png', 'our485/high/2.png'],
      ],
    },
  },
}

const cases = Object.entries(trees).flatMap(([layout, byName]) =>
  Object.entries(byName).map(([name, tree]) => [layout, name, tree] as const),
)

test.each(cases)('%s, %s: found out and read', async (layout, _, { pairs, others = [] }) => {
  const root = await pictureFolder([...new Set([...pairs.flatMap(([, ...files]) => files), ...others])])
  expect((await detectLayout(root)).name).toBe(layout)
  const set = await openDataset(layout, root)
  if (set.kind !== 'pairs') throw new Error('expected pairs')
  const found = set.pairs.pairs.map(({ name, input, target }) => [name, relative(root, input), relative(root, target)])
  expect(found).toEqual(pairs)
  expect(set.pairs.unmatched).toEqual({ inputs: [], targets: [] })
  const { input, target } = await set.pairs.pictures(0)
  expect([input.width, target.width]).toEqual([40, 40])
})

test.each(['flat', 'bsd400', 'wed', 'cbsd68', 'urban100', 'kodak24'])('%s: all pictures of a folder', async layout => {
  const root = await pictureFolder(['img_010.png', 'img_002.png', 'more/1.jpg'])
  expect((await detectLayout(root)).name).toBe('flat')
  const set = await openDataset(layout, root)
  if (set.kind !== 'clean') throw new Error('expected clean photographs')
  expect(set.photos.names).toEqual(['img_002.png', 'img_010.png', 'more/1.jpg'])
})

test('every layout is found by its name; another name comes with the nearest one', () => {
  for (const layout of layouts) expect(findLayout(layout.name)).toBe(layout)
  expect(new Set(layouts.map(({ name }) => name)).size).toBe(layouts.length)
  expect(() => findLayout('rain100')).toThrow(UsageError)
  expect(() => findLayout('gopr')).toThrow(expect.objectContaining({ hint: 'Did you mean gopro?' }))
  expect(() => findLayout('something else')).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(/^The layouts are flat, bsd400, /) }),
  )
})
