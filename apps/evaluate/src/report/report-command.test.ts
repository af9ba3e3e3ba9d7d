import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '@dfpir/terminal'
import { captureOutput } from '@dfpir/testing'
import { createReportCommand } from './report-command.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-report-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

const entry = { step: 10, loss: 0.1, learningRate: 1e-4, imagesPerSecond: 3, waitShare: 0, rssBytes: 1e9, seconds: 4 }
mkdirSync(at('run'))
writeFileSync(at('run/log.jsonl'), `${JSON.stringify(entry)}\n{"step":20,"lo`)

async function report(...args: string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(createReportCommand(), args))
  return { code, ...output }
}

test('writes a page; what could not be read is told on stderr', async () => {
  const { code, stdout, stderr } = await report(at('run'), '-o', at('page.html'), '--title', 'Mine')
  expect([code, stdout]).toEqual([0, `${at('page.html')}: run (training)\n`])
  expect(stderr).toMatch(/run\.json is missing.*\n.*omitted: 1\.\n/)
  expect(readFileSync(at('page.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<h1>Mine<\/h1>[\s\S]*<\/html>\n$/)
})

test('with --json the last line says what is in it', async () => {
  const { code, stdout } = await report(at('run'), '-o', at('json.html'), '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout.trim().split('\n').at(-1) as string)).toMatchObject({
    runs: [{ name: 'run', kind: 'training', steps: 10, loss: 0.1, seconds: 4 }],
    report: at('json.html'),
  })
})

test('a page that is there is overwritten with --force alone', async () => {
  writeFileSync(at('there.html'), 'mine')
  expect(await report(at('run'), '-o', at('there.html'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/exists[\s\S]*--force/),
  })
  expect(readFileSync(at('there.html'), 'utf8')).toBe('mine')
  expect((await report(at('run'), '-o', at('there.html'), '--force')).code).toBe(0)
})

test('wrong usage is told before anything is written', async () => {
  const wrong = [
    [],
    [at('run'), '-o', at('page.pdf')],
    [folder, '-o', at('none.html')],
    [at('nowhere'), '-o', at('none.html')],
  ]
  for (const args of wrong) expect((await report(...args)).code).toBe(2)
  expect(await report(folder, '-o', at('none.html'))).toMatchObject({
    stderr: expect.stringMatching(/is not a run: [\s\S]*It contains runs: /),
  })
  expect(existsSync(at('none.html'))).toBe(false)
})
