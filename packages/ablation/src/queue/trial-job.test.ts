import { DataError } from '@dfpir/core'
import { parseSweep } from '../sweep.js'
import { type QueuedTrial, taskOf } from './trial-job.js'

const base = {
  model: { dim: 4, promptSize: 8 },
  data: [{ task: 'denoise', sigma: 25, clean: 'photos' }],
  steps: 3,
}
const folders = { folder: '/shared', root: '/data' }

async function request(change: object = {}, evaluate: object[] = base.data): Promise<QueuedTrial> {
  const sweep = await parseSweep({ base: { ...base, ...change }, evaluate, output: 'run' }, '/elsewhere')
  return { trial: { ...sweep.trials[0] }, evaluate: sweep.evaluate }
}

test('a trial of a sweep becomes a task in the folders of the worker', async () => {
  const job = await request()
  const task = await taskOf(JSON.parse(JSON.stringify(job)), folders)
  expect(task).toMatchObject({ root: '/data', folder: `/shared/trials/${job.trial.id}`, trial: job.trial })
  const absolute = await request({ data: [{ ...base.data[0], clean: '/data/deep/photos' }] })
  expect((await taskOf(absolute, folders)).trial.id).toBe(absolute.trial.id)
})

test.each<[string, object, object[]]>([
  ['pictures above the root', { data: [{ ...base.data[0], clean: '../secret' }] }, base.data],
  ['pictures elsewhere', { data: [{ ...base.data[0], clean: '/etc' }] }, base.data],
  ['a neighbour whose name begins alike', { data: [{ ...base.data[0], clean: '/data2' }] }, base.data],
  ['weights elsewhere', { from: '/root/weights.pth' }, base.data],
  ['an encoder on a hub', { prompts: { encoder: 'someone/clip' } }, base.data],
  ['validation elsewhere', { validate: { every: 1, data: [{ ...base.data[0], clean: '../secret' }] } }, base.data],
  ['pictures to measure on elsewhere', {}, [{ ...base.data[0], clean: '../secret' }]],
])('%s are refused', async (_, change, evaluate) => {
  const job = await request(change, evaluate)
  await expect(taskOf(job, folders)).rejects.toThrow(DataError)
})

test('so is whatever is no trial, or another than it says', async () => {
  const job = await request()
  const wrong = [
    null,
    {},
    { ...job, command: 'rm' },
    { ...job, trial: { ...job.trial, networkCode: 'ab'.repeat(32) } },
    { ...job, trial: { ...job.trial, id: '../../../etc' } },
    { ...job, trial: { ...job.trial, id: '0123456789abcdef' } },
    { ...job, trial: { ...job.trial, content: { ...job.trial.content, steps: 4 } } },
  ]
  for (const data of wrong) await expect(taskOf(data, folders)).rejects.toThrow(DataError)
})
