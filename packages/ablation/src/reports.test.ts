import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ablationJson } from './ablation-json.js'
import { ablationTable } from './ablation-table.js'
import { groupOutcomes } from './group-outcomes.js'
import { outcomeOf } from './sweep.test.helper.js'
import { writeAblation } from './write-ablation.js'

const outcomes = [
  outcomeOf('baseline', 0, 24),
  outcomeOf('baseline', 1, 25),
  outcomeOf('CA', 0, 26),
  outcomeOf('CA', 1, undefined),
  outcomeOf('<b>', 0, undefined),
]

test('seeds are grouped: mean, deviation of the sample, rank', () => {
  const [baseline, ca, lost] = groupOutcomes(outcomes)
  expect(baseline).toMatchObject({ name: 'baseline', rank: 2, scores: { psnr: { mean: 24.5 } } })
  expect(baseline.scores?.psnr.deviation).toBeCloseTo(Math.SQRT1_2, 12)
  expect(ca).toMatchObject({ rank: 1, scores: { psnr: { mean: 26 } } })
  expect(ca.scores?.psnr).not.toHaveProperty('deviation')
  expect(lost.scores).toBeUndefined()
})

test('the table has all rows, with the paper beside those that it knows', () => {
  const { header, rows, notes } = ablationTable(groupOutcomes(outcomes), 'table3a-small')
  expect(header).toEqual(['', 'set -1', 'set 1', 'mean', 'rank', 'paper'])
  expect(rows).toEqual([
    ['input', '20.00 / 0.5000', '20.00 / 0.5000', '20.00 / 0.5000', '', ''],
    [
      'baseline',
      '23.50 ± 0.71 / 0.8000 ± 0.0000',
      '25.50 ± 0.71 / 0.8000 ± 0.0000',
      '24.50 ± 0.71 / 0.8000 ± 0.0000',
      '2',
      '31.98 / 0.911',
    ],
    ['CA', '25.00 / 0.8000', '27.00 / 0.8000', '26.00 / 0.8000', '1', '32.34 / 0.914'],
    ['<b>', '–', '–', '–', '–', '–'],
  ])
  expect(notes.join('\n')).toMatch(/CA, seed 1, is missing: out of memory\.[\s\S]*Table 3 \(a\)/)
  expect(ablationTable(groupOutcomes(outcomes)).header).not.toContain('paper')
})

test('JSON has what the command promises, and null for what is unknown', () => {
  const { trials, ranking } = JSON.parse(JSON.stringify(ablationJson(outcomes)))
  expect(trials[0]).toMatchObject({ id: 'baseline0', overrides: { gamma: 0.5 }, psnr: 24, ssim: 0.8, seed: 0 })
  expect(trials[3]).toMatchObject({ psnr: null, ssim: null, error: 'out of memory' })
  expect(ranking.map(({ name }: { name: string }) => name)).toEqual(['CA', 'baseline'])
})

test('the page has PSNR and SSIM of each set first in every trial, and no JSON before them', async () => {
  const output = await mkdtemp(join(tmpdir(), 'dfpir-report-'))
  const page = await writeAblation(
    { root: '/', output, trials: outcomes.map(({ trial }) => trial), evaluate: { seed: 0, crop: 16 } },
    outcomes,
  )
  const [, trials] = (await readFile(page, 'utf8')).split('<h2>Trials</h2>')
  const cells = (row: string) => [...row.matchAll(/<t[hd](?: [^>]*)?>([^<]*)</g)].map(([, text]) => text)
  const [header, first, , , failed] = trials.split('</tr>').map(cells)
  expect(header).toEqual(['trial', 'seed', 'set -1', 'set 1', 'mean', 'loss', 's per step', 'changes', 'id'])
  const scores = ['23.00 / 0.8000', '25.00 / 0.8000', '24.00 / 0.8000', '0.10000', '0.25']
  expect(first).toEqual(['baseline', '0', ...scores, 'gamma 0.5', 'baseline0'])
  expect(failed).toEqual(['CA', '1', '–', '–', 'out of memory', '–', '–', 'gamma 0.5', 'CA1'])
  await rm(output, { recursive: true })
})

test('the files: a page that escapes names, Markdown, a line of CSV per trial', async () => {
  const output = await mkdtemp(join(tmpdir(), 'dfpir-report-'))
  const evaluate = { seed: 0, crop: 16 }
  const page = await writeAblation(
    { root: '/', output, trials: outcomes.map(({ trial }) => trial), evaluate },
    outcomes,
  )
  expect((await readdir(output)).sort()).toEqual(['report.html', 'results.json', 'table.md', 'trials.csv'])
  const html = await readFile(page, 'utf8')
  expect(html).toContain('From the highest mean PSNR to the lowest: CA (26.00 dB), baseline (24.50 dB).')
  expect(html).not.toContain('<b>')
  const csv = (await readFile(join(output, 'trials.csv'), 'utf8')).trim().split('\n')
  expect(csv).toHaveLength(6)
  expect(csv[1]).toBe('baseline0,baseline,0,"{""gamma"":0.5}",24,0.8,0.1,10,23,0.8,25,0.8,')
  expect(csv[4]).toBe('CA1,CA,1,"{""gamma"":0.5}",,,,,,,,,out of memory')
  await rm(output, { recursive: true })
})
