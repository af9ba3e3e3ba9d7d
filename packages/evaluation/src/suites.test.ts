import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { averageOf, evaluateColumns, missingTitles, type ScoredSet } from './evaluate-columns.js'
import { evaluationJson } from './evaluation-json.js'
import { findDataset } from './find-dataset.js'
import { formatScoreTable } from './format-score-table.js'
import { openSuite } from './open-suite.js'
import { paperTables } from './paper-tables.js'
import { publishedRows } from './published-rows.js'
import { scoreTable } from './score-table.js'
import { suites } from './suites.js'
import { temporaryFolder, waves } from './temporary-folder.test.helper.js'

/** A root with small pictures at these paths. */
async function tree(...paths: string[]): Promise<string> {
  const root = await temporaryFolder()
  for (const [index, path] of paths.entries()) {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writePicture(join(root, path), waves(37, 20, index))
  }
  return root
}

const sots = [
  'SOTS/indoor/hazy/1_1.png',
  'SOTS/indoor/gt/1.png',
  'SOTS/outdoor/hazy/2_0.8_0.1.png',
  'SOTS/outdoor/gt/2.png',
]
const rain = ['derain/Rain100L/input/rain-1.png', 'derain/Rain100L/target/norain-1.png']
const noise = ['denoise/bsd68/1.png', 'denoise/bsd68/2.png']
const gopro = ['train', 'test'].flatMap(part => [`GoPro/${part}/A/blur/1.png`, `GoPro/${part}/A/sharp/1.png`])
const lol = ['our485', 'eval15'].flatMap(part => [`LOL_v1/${part}/low/1.png`, `LOL_v1/${part}/high/1.png`])

const evaluationOf = (columns: readonly ScoredSet[]) => ({
  models: [{ model: 'M', taskGiven: true, columns }],
  averaged: true,
})
const same = () => ({ oracle: async <Picture>(input: Picture) => input })

test('the suites are the columns of the tables', async () => {
  const titles = async (name: keyof typeof suites) => {
    const root = await tree(...noise)
    return (await openSuite(suites[name], root, { seed: 0 })).map(({ title }) => title)
  }
  const levels = ['CBSD68 σ 15', 'CBSD68 σ 25', 'CBSD68 σ 50']
  expect(await titles('table1')).toEqual(['SOTS', 'Rain100L', ...levels])
  expect(await titles('table2')).toEqual(['SOTS', 'Rain100L', 'CBSD68 σ 25', 'GoPro', 'LOL'])
  expect(await titles('single-task')).toEqual([
    'SOTS',
    'Rain100L',
    ...levels,
    ...levels.map(title => title.replace('CBSD68', 'Urban100')),
  ])
  expect(Object.values(suites).map(({ averaged }) => averaged)).toEqual([true, true, false])
})

test('the test splits of the data sets are found by name, below the root or one level deeper', async () => {
  const root = await tree(...sots, ...rain, ...noise, ...gopro, ...lol)
  const columns = await openSuite(suites.table2, root, { seed: 0 })
  expect(columns.map(({ set }) => [set?.task, set?.sigma, set?.names])).toEqual([
    ['dehaze', undefined, ['hazy/2_0.8_0.1.png']],
    ['derain', undefined, ['input/rain-1.png']],
    ['denoise', 25, ['1.png', '2.png']],
    ['deblur', undefined, ['test/A/blur/1.png']],
    ['lowlight', undefined, ['eval15/low/1.png']],
  ])
  for (const { set } of columns) {
    const { input, target } = await set!.read(0)
    expect([input, target]).toEqual([0, 1].map(() => expect.objectContaining({ width: 32, height: 16 })))
  }
})

test('the average is over all sets, each counting the same', async () => {
  const root = await tree(...sots, ...rain, ...noise, ...gopro, ...lol)
  const columns = await evaluateColumns(await openSuite(suites.table2, root, { seed: 1 }), same)
  expect(missingTitles(columns)).toEqual([])
  const mean = columns.reduce((sum, { result }) => sum + result!.psnr, 0) / 5
  expect(averageOf(columns)).toMatchObject({ psnr: expect.closeTo(mean, 9), input: { psnr: expect.closeTo(mean, 9) } })
  const table = scoreTable(evaluationOf(columns))
  expect(table.rows[1].at(-1)).toMatch(new RegExp(`^${mean.toFixed(2)} / 0\\.\\d{4}$`))
  expect(table.notes).toContain('Pictures in GoPro: 1, not 1111; published scores are not comparable.')
})

test('missing data sets are named and skipped; then there is no average', async () => {
  const done: number[] = []
  const named = await openSuite(suites.table1, await tree(...noise), { seed: 1 })
  const columns = await evaluateColumns(named, same, { onImage: (_, count) => done.push(count) })
  expect(done).toEqual([1, 2, 3, 4, 5, 6])
  expect(averageOf(columns)).toBeUndefined()
  const evaluation = evaluationOf(columns)
  const [header, input, model, ...notes] = formatScoreTable(scoreTable(evaluation)).split('\n')
  expect(header).toMatch(/^ +SOTS +Rain100L +CBSD68 σ 15 +CBSD68 σ 25 +CBSD68 σ 50 +average$/)
  expect(input).toMatch(/^input +– +– +24\.\d\d \/ 0\.\d{4} .* – \(missing: SOTS, Rain100L\)$/)
  expect(model).toMatch(/^M +– +– +24\.\d\d .* – \(missing: SOTS, Rain100L\)$/)
  expect(notes.slice(0, 2)).toEqual(['SOTS is missing.', 'Rain100L is missing.'])
  const noisy = { title: 'CBSD68 σ 15', expected: 68, images: [{ name: '1.png' }, { name: '2.png' }] }
  expect(evaluationJson(evaluation)).toMatchObject({
    model: 'M',
    sets: [{ title: 'SOTS', expected: 500 }, { title: 'Rain100L' }, noisy, {}, {}],
    missing: ['SOTS', 'Rain100L'],
    average: null,
  })
})

test('several models and published rows stand below the inputs, in the columns of the suite', async () => {
  const columns = await evaluateColumns(await openSuite(suites.table1, await tree(...noise), { seed: 1 }), same, {
    luma: true,
  })
  const failing = columns.map(column => {
    const { result } = column
    return result
      ? { ...column, result: { ...result, failed: [{ name: 'x', error: new DataError('broken') }] } }
      : column
  })
  const models = [
    { model: 'A', taskGiven: true, columns },
    { model: 'B', taskGiven: true, columns: failing },
  ]
  const { rows, notes } = scoreTable({ models, averaged: true, published: paperTables.table1 })
  expect(rows.slice(0, 6).map(([name]) => name)).toEqual(['input', 'input, luma', 'A', 'A, luma', 'B', 'B, luma'])
  expect(rows[3][3]).toBe(rows[1][3])
  expect(rows[3][3]).not.toBe(rows[2][3])
  expect(rows.at(-1)).toEqual([
    'DFPIR (paper)',
    '31.87 / 0.980',
    '38.65 / 0.982',
    '34.14 / 0.935',
    '31.47 / 0.893',
    '28.25 / 0.806',
    '32.88 / 0.919',
  ])
  expect(notes).toContain('B: CBSD68 σ 15: 1 of 3 pictures could not be measured.')
  expect(notes.filter(note => note === 'SOTS is missing.')).toHaveLength(1)
  expect(notes.join()).toContain('Of the 100 backgrounds of Rain100L, 75 are in BSD400')
  expect(notes.at(-1)).toMatch(/^\(paper\): Tian et al\..*CVPR 2025/)
  expect(evaluationJson({ models, averaged: true, published: paperTables.table1 })).toMatchObject({
    models: [{ model: 'A' }, { model: 'B' }],
    published: { rows: expect.arrayContaining([expect.objectContaining({ method: 'DFPIR' })]) },
  })
})

test('a figure that the source does not have is a dash', () => {
  const row = { method: 'X', scores: [undefined, { psnr: 30, ssim: 0.9 }], source: { name: 'S', text: 'A text' } }
  const published = { columns: ['SOTS', 'Rain100L'], rows: [row] }
  expect(publishedRows(published, { titles: ['Rain100L', 'SOTS', 'LOL'], averaged: true })).toEqual([
    ['X (S)', '30.00 / 0.900', '–', '–', '–'],
  ])
})

test('a set of which nothing could be measured counts as missing; failures are reported below the table', async () => {
  const named = await openSuite(suites.table1, await tree(...rain, ...noise), { seed: 1 })
  const columns = await evaluateColumns(named, set => ({
    oracle: async input => {
      if (set.task === 'derain') throw new DataError('cannot be restored')
      return input
    },
  }))
  expect(missingTitles(columns)).toEqual(['SOTS', 'Rain100L'])
  const { rows, notes } = scoreTable(evaluationOf(columns))
  expect(rows[1][2]).toBe('–')
  expect(notes).toContain('Rain100L: 1 of 1 pictures could not be measured.')
})

test('wrong roots are reported before anything runs', async () => {
  const open = (root: string) => openSuite(suites.table1, root, { seed: 0 })
  await expect(open('./gone')).rejects.toThrow('there is no folder ./gone')
  await expect(open(await tree('photos/1.png'))).rejects.toThrow(/found none of SOTS, Rain100L, CBSD68 in /)
  await expect(open(await tree('Rain100L/rainy/rain-1.png'))).rejects.toThrow(DataError)
  const twice = await tree('a/CBSD68/1.png', 'b/CBSD68/1.png')
  await expect(open(twice)).rejects.toThrow(UsageError)
  await expect(open(twice)).rejects.toThrow('expected one folder for CBSD68')
  const [{ dataset }] = suites.table1.columns
  expect(await findDataset(twice, dataset)).toBeUndefined()
})
