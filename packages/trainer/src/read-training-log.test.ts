import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import fc from 'fast-check'
import { readTrainingLog } from './read-training-log.js'
import { TrainingLog } from './training-reporter.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-log-'))
})
afterAll(() => rm(folder, { recursive: true }))

const entry = (step: number) => {
  return { step, loss: 0.1, learningRate: 1e-4, imagesPerSecond: 3, waitShare: 0, rssBytes: 1e9, seconds: step / 10 }
}
const scores = { psnr: Number.POSITIVE_INFINITY, ssim: 1 }
const validation = { step: 20, validation: { tasks: { denoise: { ...scores, input: scores } }, psnr: scores.psnr } }

test('what was logged is read, infinite scores too', async () => {
  const path = join(folder, 'whole.jsonl')
  const log = new TrainingLog(path)
  const all = [entry(10), entry(20), validation, { ...entry(30), gradientNorm: 0.5 }]
  for (const each of all) await log.append(each)
  expect(await readTrainingLog(path)).toEqual({ entries: all, damaged: 0 })
})

test('damaged lines are counted and skipped', async () => {
  const path = join(folder, 'damaged.jsonl')
  const lines = [entry(10), { step: 20, loss: '0.1' }, entry(30), null, 7, { step: -1, validation: {} }]
  await writeFile(path, `${lines.map(line => JSON.stringify(line)).join('\n')}\n\n{"step":40,"lo`)
  expect(await readTrainingLog(path)).toEqual({ entries: [entry(10), entry(30)], damaged: 5 })
})

test('a resumed log keeps what is before its checkpoint, to the byte', async () => {
  const path = join(folder, 'resumed.jsonl')
  const log = new TrainingLog(path)
  const all = [entry(10), validation, entry(30)].map(each => ({ ...each, more: [1] }))
  for (const each of all) await log.append(each)
  const before = await readFile(path, 'utf8')
  await log.begin(20)
  expect(await readFile(path, 'utf8')).toBe(`${before.split('\n').slice(0, 2).join('\n')}\n`)
})

test('no text makes it fail', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.json())), async lines => {
      const path = join(folder, 'any.jsonl')
      await writeFile(path, lines.join('\n'))
      expect((await readTrainingLog(path)).entries).toEqual([])
    }),
    { numRuns: 30 },
  ))

test('a file that cannot be read is an error', async () => {
  await expect(readTrainingLog(join(folder, 'none.jsonl'))).rejects.toThrow(DataError)
})
