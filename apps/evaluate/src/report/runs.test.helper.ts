import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { canonicalHash, parseSweep, recordSweep, type Sweep, trialFolder } from '@dfpir/ablation'
import { type Evaluation, evaluationJson } from '@dfpir/evaluation'

/** A temporary folder, removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dfpir-report-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A step of a log. `seconds` counts from the start of its process. */
export const stepEntry = (step: number, seconds: number) => ({
  ...{ step, loss: 1 / step, learningRate: 1e-4, imagesPerSecond: step, waitShare: 0.25, rssBytes: 2 ** 30, seconds },
})

export function validationEntry(step: number, psnr: number) {
  const input = { psnr: 20, ssim: 0.5 }
  const tasks = { denoise: { psnr: psnr - 1, ssim: 0.8, input }, derain: { psnr: psnr + 1, ssim: 0.9, input } }
  return { step, validation: { tasks, psnr } }
}

const environment = {
  ...{ node: '22.0.0', libtensorflow: '2.21.0', tfjs: '4.22.0', platform: 'linux x64' },
  ...{ processor: 'A <fast> one', cores: 2, memoryBytes: 2 ** 33 },
}

/** A run of 40 steps whose second process began after step 20. */
export const record = {
  model: { dim: 4 },
  parameters: 1234567,
  config: { loss: 'l1', data: [{ task: 'denoise', clean: '/photos/<b>' }] },
  steps: 40,
  samplesPerEpoch: 9,
  starts: [
    { at: '2026-02-03T04:05:06.789Z', step: 0, environment },
    { at: '2026-02-03T05:05:06.789Z', step: 20, environment },
  ],
}

export const log = [
  stepEntry(10, 5),
  stepEntry(20, 10),
  validationEntry(20, 31),
  stepEntry(30, 4),
  stepEntry(40, 8),
  validationEntry(40, 30),
]

export async function write(path: string, content: string | object): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** Writes the folder of a training with these files. */
export async function writeTraining(
  folder: string,
  { entries = log, more = '', run = record }: { entries?: object[]; more?: string; run?: object | string } = {},
): Promise<string> {
  await write(join(folder, 'log.jsonl'), entries.map(entry => `${JSON.stringify(entry)}\n`).join('') + more)
  await write(join(folder, 'run.json'), run)
  return folder
}

/** Writes a sweep over γ: the first trial has finished, the second has begun, the third failed. */
export async function writeSweep(root: string): Promise<Sweep> {
  const sweep = await parseSweep(
    {
      base: { data: [{ task: 'denoise', sigma: 25, clean: 'photos' }], steps: 40 },
      sweep: { gamma: [0.5, 0.9, 1] },
      evaluate: [{ task: 'denoise', sigma: 25, clean: 'photos' }],
      output: 'sweep',
    },
    root,
  )
  await recordSweep(sweep)
  const [ended, begun, failed] = sweep.trials.map(({ id }) => trialFolder(sweep.output, id))
  for (const folder of [ended, begun]) await writeTraining(folder)
  await write(join(ended, 'result.json'), resultOf(sweep))
  await write(join(failed, 'trial.json'), {})
  const trials = [{ id: sweep.trials[2].id, error: 'out of <memory>' }]
  await write(join(sweep.output, 'results.json'), { trials })
  return sweep
}

/** A result that matches a trial of the sweep. */
function resultOf(sweep: Sweep): object {
  const scores = { psnr: 25, ssim: 0.7, input: { psnr: 20, ssim: 0.5 } }
  return {
    ...{ id: sweep.trials[0].id, evaluation: canonicalHash(sweep.evaluate), ...scores },
    sets: [{ title: 'photos', pictures: 1, ...scores }],
    ...{ steps: 40, loss: 0.05, seconds: { step: 0.2, evaluation: 3 } },
  }
}

const image = (name: string, psnr: number) => {
  return { name, psnr, ssim: 0.9, input: { psnr: 20, ssim: 0.5 } }
}

const result = {
  ...{ psnr: Number.POSITIVE_INFINITY, ssim: 0.9, input: { psnr: 20, ssim: 0.5 }, failed: [] },
  images: [image('2.png', 30), image('10.png', Number.POSITIVE_INFINITY), image('<img src=x onerror="alert(1)">', 9)],
}

/** One model on a set, another set missing, and a published row. */
export const evaluation: Evaluation = {
  models: [
    { model: 'my <net>', taskGiven: true, columns: [{ title: 'LOL', expected: 15, result }, { title: 'GoPro' }] },
  ],
  averaged: true,
  published: {
    columns: ['LOL', 'GoPro'],
    rows: [
      {
        method: 'Theirs',
        scores: [{ psnr: 23, ssim: 0.8 }, undefined],
        average: undefined,
        source: { name: 'paper', text: 'A paper' },
      },
    ],
  },
}

export const evaluationFile = (path: string) => write(path, evaluationJson(evaluation))
