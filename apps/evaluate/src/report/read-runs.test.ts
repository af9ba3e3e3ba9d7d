import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { evaluationJson, resultJson, scoreTable } from '@dfpir/evaluation'
import { writeFigure } from '@dfpir/figures'
import { notesOn } from './damage-notes.js'
import { readEvaluation } from './read-evaluation.js'
import { readRuns } from './read-runs.js'
import type { EvaluationRun, ReportedTraining, SweepRun } from './run.js'
import {
  evaluation,
  evaluationFile,
  log,
  record,
  temporaryFolder,
  write,
  writeSweep,
  writeTraining,
} from './runs.test.helper.js'

const root = temporaryFolder()
const at = (...names: string[]) => join(root, ...names)

test('each kind of run is recognized by its files', async () => {
  const { output } = await writeSweep(at('kinds'))
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
  await writeFigure(at('kinds', 'orders.svg'), { svg })
  const paths = [
    await writeTraining(at('kinds', 'first')),
    output,
    at('kinds', 'orders.svg'),
    await evaluationFile(at('kinds', 'scores.json')),
  ]
  await evaluationFile(at('kinds', 'table1', 'results.json'))
  const runs = await readRuns([...paths, at('kinds', 'table1'), at('kinds', 'table1', 'results.json'), paths[0]])
  expect(runs.map(({ name, kind }) => [name, kind])).toEqual([
    ['first', 'training'],
    ['sweep', 'sweep'],
    ['orders', 'figure'],
    ['scores', 'evaluation'],
    [at('kinds', 'table1'), 'evaluation'],
    [at('kinds', 'table1', 'results.json'), 'evaluation'],
  ])
})

test('a training: its log and its record', async () => {
  const [run] = (await readRuns([await writeTraining(at('whole'))])) as ReportedTraining[]
  expect(run.training.record).toEqual(record)
  expect([...run.training.steps, ...run.training.validations]).toHaveLength(log.length)
  expect(notesOn([run])).toEqual([])
})

test('what is damaged is left out with a note', async () => {
  const folder = await writeTraining(at('damaged'), { more: '{"step":50,"lo', run: '{"model":' })
  const [run] = (await readRuns([folder])) as ReportedTraining[]
  expect(run.training.steps).toHaveLength(4)
  expect(notesOn([run])).toEqual([
    `${folder}: run.json cannot be read, so the training file and the machine are unknown.`,
    `${folder}: Damaged lines of log.jsonl, omitted: 1.`,
  ])
})

test('a sweep: what became of each trial so far, from where its folder lies now', async () => {
  const { output } = await writeSweep(at('before'))
  await cp(output, at('moved'), { recursive: true })
  const [{ outcomes, trials, name }] = (await readRuns([at('moved')])) as SweepRun[]
  expect(name).toBe('moved')
  expect(outcomes.map(({ result, error }) => result?.psnr ?? error?.message)).toEqual([
    25,
    undefined,
    'out of <memory>',
  ])
  expect(trials.map(({ training }) => training?.steps.length)).toEqual([4, 4, 0])
  expect(notesOn(await readRuns([at('moved')])).join()).toMatch(/run\.json is missing.*\(gamma 1, seed 0\)/)
})

test('an evaluation comes back as it was written', async () => {
  const [run] = (await readRuns([await evaluationFile(at('evaluation.json'))])) as EvaluationRun[]
  expect(scoreTable(run.evaluation)).toEqual(scoreTable(evaluation))
  const [{ model, columns }] = evaluation.models
  const two = { ...evaluation, models: [...evaluation.models, { model: 'other', taskGiven: true, columns }] }
  const several = await readEvaluation(await write(at('several.json'), evaluationJson(two)))
  expect(scoreTable(several)).toEqual(scoreTable(two))
  const result = columns[0].result as NonNullable<(typeof columns)[0]['result']>
  const single = await readEvaluation(
    await write(at('kodak', 'results.json'), { models: [{ model, ...resultJson(result) }] }),
  )
  expect(single).toMatchObject({ models: [{ model, columns: [{ title: 'kodak' }] }], averaged: false })
})

test('scores of blind mode alone are not shown as scores with the task given', async () => {
  const scores = { psnr: 30, ssim: 0.9 }
  const blind = { ...scores, leftAlone: 0 }
  const file = await write(at('blind.json'), { ...scores, input: scores, images: [], failed: [], blind })
  expect((await readEvaluation(file)).models[0].taskGiven).toBe(false)
})

test.each([
  ['no JSON', '{"images":'],
  ['something else', '[1]'],
  ['scores without pictures', '{"psnr":1,"ssim":1}'],
  [
    'models on different sets',
    '{"models":[{"model":"a","sets":[{"title":"x"}]},{"model":"b","sets":[{"title":"y"}]}]}',
  ],
  ['a sweep without its record', '{"trials":[]}'],
])('a JSON file with %s is refused', async (_, text) => {
  const file = await write(at('bad.json'), text)
  await expect(readRuns([file])).rejects.toThrow(DataError)
  await expect(readRuns([file])).rejects.toThrow('bad.json')
})

test('a folder or file that is no run is wrong usage; runs in the folder are named', async () => {
  await writeTraining(at('above', 'inside'))
  await expect(readRuns([at('above')])).rejects.toThrow(UsageError)
  await expect(readRuns([at('above')])).rejects.toMatchObject({
    hint: `It contains runs: ${at('above', 'inside')}`,
  })
  await expect(readRuns([await write(at('notes.txt'), 'x')])).rejects.toThrow(/expected a folder, a \.json file/)
  await expect(readRuns([at('nowhere')])).rejects.toThrow('does not exist')
  await expect(readRuns([await write(at('sweep', 'sweep.json'), '{}').then(() => at('sweep'))])).rejects.toThrow(
    DataError,
  )
})
