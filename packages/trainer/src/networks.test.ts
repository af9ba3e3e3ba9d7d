import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryToFloat32, readSafetensors } from '@dfpir/checkpoints'
import { Random, UsageError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { networkTraits, readPretrained } from '@dfpir/model'
import { parseTrainingConfig } from './config.js'
import { train } from './train.js'
import type { TrainOptions } from './train-options.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-train-networks-'))
  for (const seed of [1, 2, 3]) {
    const random = new Random(seed)
    const data = Uint8Array.from({ length: 40 * 32 * 3 }, (_, i) => 128 + 100 * Math.sin(i / 50) + random.normal(0, 5))
    await writePicture(join(folder, seed < 3 ? 'photos' : 'unseen', `${seed}.png`), {
      width: 40,
      height: 32,
      channels: 3,
      depth: 8,
      data,
    })
  }
})
afterAll(() => rm(folder, { recursive: true }))

const backbone = { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2] }
const prompts = { promptLength: 2, promptChannels: [2, 2, 2], promptSizes: [4, 3, 2] }
const nafnetDgpb = {
  ...{ architecture: 'nafnet', stem: 'unshuffle', bridge: 'dgpb', promptSize: 8 },
  ...{ width: 4, encoder: [1, 1], middle: 1, decoder: [1, 1] },
}
const models = {
  nafnet: { architecture: 'nafnet', width: 4, encoder: [1, 1], middle: 1, decoder: [1, 1] },
  'nafnet with DGPBs': nafnetDgpb,
  promptir: { architecture: 'promptir', ...backbone, ...prompts },
  mprnet: { architecture: 'mprnet', width: 4, widthStep: 2, lastWidthStep: 1, blocks: 1, reduction: 2 },
  dgunet: { architecture: 'dgunet', width: 4, widthStep: 2, lastWidthStep: 1, reduction: 2, depth: 1 },
  restormer: { architecture: 'restormer', ...backbone },
  airnet: { architecture: 'airnet', width: 4, groups: 1, blocks: 1 },
  'restormer with bias-free norms': { architecture: 'restormer', ...backbone, norm: 'bias-free' },
}

const config = (output: string, change: object) =>
  parseTrainingConfig(
    {
      data: [
        { task: 'denoise', sigma: [15, 50], clean: 'photos' },
        { task: 'lowlight', clean: 'photos' },
      ],
      ...{ patch: 16, batch: 2, steps: 3, learningRate: 1e-3, saveEvery: 2, threads: 1, workers: 0, output },
      ...change,
    },
    folder,
  )

const run = (output: string, change: object, options?: TrainOptions) =>
  train(config(output, change), { stream: { write: () => true }, ...options })

/** Number of pictures that the loss of a network is summed over, if it is not one. */
const stages: Readonly<Record<string, number>> = { mprnet: 3, dgunet: 3 }

test.each(Object.entries(models))('%s trains, validates and is read back', async (title, model) => {
  const [name] = title.split(' ')
  const validate = { every: 3, patch: 16, patches: 1, data: [{ task: 'denoise', sigma: 50, clean: 'unseen' }] }
  const { steps, loss, checkpoint, best } = await run(title, { model, validate, ema: 0.9 })
  expect(steps).toBe(3)
  expect(loss).toBeLessThan(title in stages ? 0.7 * stages[title] : 0.7)
  for (const place of [checkpoint, best as string]) {
    const { config, prompts } = await readPretrained(place)
    expect(networkTraits(config).name).toBe(name)
    expect(prompts).toHaveLength(title === 'nafnet with DGPBs' ? 3 : 5) // where they change nothing, one for each task
  }
})

const weights = async (output: string) => {
  return (await readSafetensors(join(folder, output, 'model', 'model.safetensors'))).tensors
}

test.each(['nafnet', 'nafnet with DGPBs', 'promptir', 'restormer with bias-free norms'] as const)(
  '%s: eager steps are those of compiled ones',
  async name => {
    const model = models[name]
    await run(`${name}-compiled`, { model, steps: 2 })
    await run(`${name}-eager`, { model, steps: 2, eager: true, recompute: true })
    const eager = await weights(`${name}-eager`)
    for (const [key, entry] of await weights(`${name}-compiled`)) {
      expect(entryToFloat32(eager.get(key)!).data).toBeWithin(1e-4, entryToFloat32(entry).data)
    }
  },
)

test('a stopped NAFNet goes on exactly where it was', async () => {
  const model = models.nafnet
  await run('whole', { model })
  const stop = new AbortController()
  await run('parts', { model }, { signal: stop.signal, onStep: step => step === 1 && stop.abort() })
  await run('parts', { model }, { resume: true })
  const parts = await weights('parts')
  for (const [key, { data }] of await weights('whole')) {
    expect(Buffer.from(parts.get(key)!.data)).toEqual(Buffer.from(data))
  }
})

test('weights of one kind of network are none of another', async () => {
  const from = join(folder, 'nafnet', 'model')
  expect((await run('tuned', { from, steps: 1, freeze: ['encoders.*'] })).steps).toBe(1)
  const misfit = run('misfit', { from, model: models.restormer, steps: 1 })
  await expect(misfit).rejects.toThrow(/do not fit the network/)
})

test('patches are multiples of what the network needs', async () => {
  const deep = { architecture: 'nafnet', width: 4, encoder: [0, 0, 0, 0, 0], middle: 0, decoder: [0, 0, 0, 0, 0] }
  expect(() => config('deep', { model: deep })).toThrow(UsageError)
  expect(() => config('deep', { model: deep })).toThrow('patch must be a multiple of 32, got 16')
  expect(config('odd', { model: models.nafnet, patch: 12 }).phases[0].patch).toBe(12)
  await expect(run('odd', { from: join(folder, 'nafnet', 'model'), patch: 10 })).rejects.toThrow('multiple of 4')
})
