import { join } from 'node:path'
import { JSDOM } from 'jsdom'
import { formatReport } from './format-report.js'
import { readRuns } from './read-runs.js'
import type { ReportedTraining } from './run.js'
import { reportJson } from './run-report.js'
import { evaluationFile, stepEntry, temporaryFolder, writeSweep, writeTraining } from './runs.test.helper.js'
import { summarizeTraining } from './summarize-training.js'

const root = temporaryFolder()

const rowsOf = (table: HTMLTableElement) => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))
const tableAfter = (document: Document, head: string) =>
  [...document.querySelectorAll('table')].find(table => table.textContent?.includes(head)) as HTMLTableElement

async function page(paths: readonly string[]) {
  const html = await formatReport(await readRuns(paths), { title: 'A <report>' })
  return { html, document: new JSDOM(html, { runScripts: 'dangerously' }).window.document }
}

test('a training: curves, validations, what it took, on what it ran, its file', async () => {
  const { document } = await page([await writeTraining(join(root, 'first'))])
  expect([...document.querySelectorAll('h1, h2')].map(head => head.textContent)).toEqual([
    'A <report>',
    'first: training',
  ])
  expect([...document.images].map(({ alt }) => alt)).toEqual(['Training curves of first'])
  expect(rowsOf(tableAfter(document, 'validation'))).toEqual([
    ['validation', 'denoise', 'derain', 'mean PSNR'],
    ['input', '20.00 / 0.5000', '20.00 / 0.5000', ''],
    ['step 40', '29.00 / 0.8000', '31.00 / 0.9000', '30.00'],
    ['step 20, the best', '30.00 / 0.8000', '32.00 / 0.9000', '31.00'],
  ])
  const facts = Object.fromEntries(rowsOf(tableAfter(document, 'samples per epoch')))
  expect(facts).toMatchObject({
    network: 'dfpir, 1,234,567 parameters',
    steps: '40 of 40',
    time: '18 s',
    began: '2026-02-03 05:05 UTC',
    processor: 'A <fast> one, 2 threads',
    libtensorflow: '2.21.0',
    'waiting for pictures': '25.0 %',
  })
  expect(rowsOf(tableAfter(document, 'after step'))).toHaveLength(3)
  expect(document.querySelector('pre')?.textContent).toContain('"clean": "/photos/<b>"')
})

test('several trainings are compared, in a table to be sorted', async () => {
  const short = await writeTraining(join(root, 'short'), { entries: [stepEntry(10, 1)] })
  const { document } = await page([short, await writeTraining(join(root, 'long'))])
  const table = tableAfter(document, 'best PSNR')
  const names = () => [...table.tBodies].map(body => body.rows[0].cells[0].textContent)
  expect(names()).toEqual(['short', 'long'])
  ;(table.querySelectorAll('th button')[2] as HTMLElement).click()
  expect(names()).toEqual(['long', 'short'])
  expect(
    [...document.querySelectorAll('nav a')].map(link => document.querySelector(link.getAttribute('href') ?? '')),
  ).not.toContain(null)
})

test('a sweep: its table, every trial, the machine once', async () => {
  const { output } = await writeSweep(root)
  const { document } = await page([output])
  const [table, trials, ...others] = [...document.querySelectorAll('table')].map(rowsOf)
  expect(table.map(([name]) => name)).toEqual(['', 'input', 'gamma 0.5', 'gamma 0.9', 'gamma 1'])
  expect(trials.slice(1).map(([, , psnr, , , steps, time]) => [psnr, steps, time])).toEqual([
    ['25.00', '40 of 40', '18 s'],
    ['unfinished', '40 of 40', '18 s'],
    ['failed', '0', '0 s'],
  ])
  expect(others).toHaveLength(1)
  expect(document.body.textContent).toContain('out of <memory>')
})

test('an evaluation: its table, and every picture of a set', async () => {
  const { document } = await page([await evaluationFile(join(root, 'scores.json'))])
  const [table, pictures] = [...document.querySelectorAll('table')].map(rowsOf)
  expect(table.map(([name]) => name)).toEqual(['', 'input', 'my <net>', 'Theirs (paper)'])
  expect(pictures).toHaveLength(2 + 3)
  expect(document.querySelector('summary')?.textContent).toBe('LOL: 3 pictures')
})

test('the page is the same for the same runs, loads nothing, and no name becomes an element', async () => {
  const paths = [await evaluationFile(join(root, '<i>.json')), await writeTraining(join(root, 'first'))]
  const [first, second] = [await page(paths), await page(paths)]
  expect(first.html).toBe(second.html)
  const sources = [...first.document.querySelectorAll('[src]')].map(element => element.getAttribute('src'))
  expect(sources.every(source => source?.startsWith('data:image/'))).toBe(true)
  expect(first.document.querySelectorAll('link, i, [onerror]')).toHaveLength(0)
})

test('time adds up over processes; what is not known is left out', async () => {
  const [run] = (await readRuns([await writeTraining(join(root, 'first'))])) as ReportedTraining[]
  const { loss, ...summary } = summarizeTraining(run.training)
  expect(summary).toEqual({
    ...{ steps: 40, plannedSteps: 40, parameters: 1234567, seconds: 18, psnr: 30, best: { step: 20, psnr: 31 } },
    ...{ imagesPerSecond: 25, waitShare: 0.25, peakRssBytes: 2 ** 30 },
  })
  expect(loss).toBeCloseTo((1 / 10 + 1 / 20 + 1 / 30 + 1 / 40) / 4, 12)
  const nothing = await writeTraining(join(root, 'nothing'), { entries: [] })
  expect(reportJson(await readRuns([nothing]))).toEqual({
    runs: [
      { name: 'nothing', kind: 'training', path: nothing, steps: 0, seconds: 0, plannedSteps: 40, parameters: 1234567 },
    ],
  })
  expect((await page([nothing])).document.body.textContent).toContain('No step has been logged yet.')
})
