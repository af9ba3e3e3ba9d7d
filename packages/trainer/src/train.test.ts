import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSafetensors } from '@dfpir/checkpoints'
import { DataError, Random, UsageError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { readPretrained } from '@dfpir/model'
import * as tf from '@tensorflow/tfjs-core'
import { parseTrainingConfig } from './config.js'
import { train } from './train.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-train-'))
  for (let i = 0; i < 3; i++) await writePicture(join(folder, 'photos', `${i}.png`), scene(i))
})
afterAll(() => rm(folder, { recursive: true }))

/** Soft stripes: something that a network can tell from noise. */
function scene(seed: number) {
  const random = new Random(seed)
  const [a, b] = [random.uniform(0.1, 0.4), random.uniform(0.1, 0.4)]
  const data = Uint8Array.from({ length: 40 * 32 * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % 40, Math.floor(i / 120)]
    return 128 + 100 * Math.sin(a * x + b * y + (i % 3))
  })
  return { width: 40, height: 32, channels: 3, depth: 8, data } as const
}

const config = (output: string, change: object = {}) =>
  parseTrainingConfig(
    {
      model: { dim: 8, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 2, 4, 8], promptSize: 16 },
      init: 'identity',
      data: [{ task: 'denoise', sigma: [15, 50], clean: 'photos' }],
      patch: 16,
      batch: 2,
      steps: 6,
      learningRate: 1e-3,
      saveEvery: 3,
      threads: 1,
      seed: 5,
      output,
      ...change,
    },
    folder,
  )

const weights = async (run: string) => (await readSafetensors(join(folder, run, 'training-state.safetensors'))).tensors

test('trains, logs, and leaves a model that can be read back with its prompts', async () => {
  const { steps, loss, checkpoint, finished } = await train(
    config('plain', { finetune: { steps: 2, patch: 24, batch: 1 } }),
  )
  expect([steps, finished]).toEqual([8, true])
  expect(loss).toBeGreaterThan(0)
  expect(loss).toBeLessThan(0.5)
  const { prompts, stateDict } = await readPretrained(checkpoint)
  expect(prompts.map(({ name }) => name)).toEqual(['denoise-15', 'denoise-50'])
  expect(stateDict.get('patch_embed.proj.weight')?.shape).toEqual([8, 3, 3, 3])
  const log = (await readFile(join(folder, 'plain', 'log.jsonl'), 'utf8')).trim().split('\n')
  expect(JSON.parse(log.at(-1) as string)).toMatchObject({ step: 8 })
})

test('a run that was stopped and resumed ends with the weights of one that was not', async () => {
  await train(config('whole'))
  const stop = new AbortController()
  const onStep = (step: number) => step === 4 && stop.abort()
  const first = await train(config('parts'), { signal: stop.signal, onStep })
  expect([first.steps, first.finished]).toEqual([4, false])
  await train(config('parts'), { resume: true })
  const [whole, parts] = [await weights('whole'), await weights('parts')]
  expect([...parts.keys()]).toEqual([...whole.keys()])
  for (const [name, entry] of whole) expect(Buffer.from(parts.get(name)?.data ?? [])).toEqual(Buffer.from(entry.data))
})

test('a run is not overwritten, nor resumed as another network', async () => {
  await train(config('kept', { steps: 1 }))
  await expect(train(config('kept', { steps: 1 }))).rejects.toThrow(UsageError)
  await expect(train(config('kept', { steps: 1, seed: 6 }), { resume: true })).rejects.toThrow('"seed":5')
  const wider = { dim: 16, blocks: [1, 1, 1, 1], refinement: 0, promptSize: 16 }
  const another = train(config('kept', { steps: 1, model: wider }), { resume: true })
  await expect(another).rejects.toThrow(/is of .*"dim":8.*, but the training file says .*"dim":16/)
})

test('a learning rate that explodes ends with the step named', async () => {
  const exploding = config('nan', { learningRate: 1e30, steps: 20 })
  const failure = await train(exploding).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(DataError)
  expect((failure as DataError).message).toMatch(/the loss of step \d+ is/)
})

test('a photograph that cannot be read ends the run with its name', async () => {
  await writePicture(join(folder, 'damaged', '1.png'), scene(1))
  await writeFile(join(folder, 'damaged', '2.png'), 'no picture')
  const data = [{ task: 'denoise', sigma: 15, clean: 'damaged' }]
  await expect(train(config('damaged-run', { data }))).rejects.toThrow(/2\.png/)
})

test('no tensors stay behind', async () => {
  await train(config('leak-a', { steps: 1 }))
  const { numTensors } = tf.memory()
  await train(config('leak-b', { steps: 3 }))
  expect(tf.memory().numTensors).toBe(numTensors)
})
