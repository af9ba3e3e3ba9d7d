import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryToFloat32, readSafetensors } from '@dfpir/checkpoints'
import { DataError, EnvironmentError, Random, UsageError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { readPretrained } from '@dfpir/model'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import { parseTrainingConfig, type TrainingConfig } from './config.js'
import { train } from './train.js'
import type { TrainOptions } from './train-options.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-train-'))
  for (let i = 0; i < 3; i++) await writePicture(join(folder, 'photos', `${i}.png`), scene(i))
  for (let i = 0; i < 2; i++) await writePicture(join(folder, 'unseen', `${i}.png`), scene(3 + i))
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

const network = { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 }

const config = (output: string, change: object = {}) =>
  parseTrainingConfig(
    {
      model: network,
      init: 'identity',
      data: [{ task: 'denoise', sigma: [15, 50], clean: 'photos' }],
      patch: 16,
      batch: 2,
      steps: 6,
      learningRate: 1e-3,
      saveEvery: 3,
      threads: 1,
      seed: 5,
      workers: 0,
      output,
      ...change,
    },
    folder,
  )

const run = (training: TrainingConfig, options?: TrainOptions) =>
  train(training, { stream: { write: () => true }, ...options })

const weights = async (run: string) => (await readSafetensors(join(folder, run, 'training-state.safetensors'))).tensors

test('trains, logs, and leaves a model that can be read back with its prompts', async () => {
  const { steps, loss, checkpoint, finished } = await run(
    config('plain', { finetune: { steps: 2, patch: 24, batch: 1 } }),
  )
  expect([steps, finished]).toEqual([8, true])
  expect(loss).toBeGreaterThan(0)
  expect(loss).toBeLessThan(0.5)
  const { prompts, stateDict } = await readPretrained(checkpoint)
  expect(prompts.map(({ name }) => name)).toEqual(['denoise-15', 'denoise-50'])
  expect(stateDict.get('patch_embed.proj.weight')?.shape).toEqual([4, 3, 3, 3])
  const log = (await readFile(join(folder, 'plain', 'log.jsonl'), 'utf8')).trim().split('\n')
  expect(JSON.parse(log.at(-1) as string)).toMatchObject({ step: 8 })
})

test.each([
  ['adam', {}],
  ['sgd', { optimizer: 'sgd', nesterov: true }],
  ['mixing', { mixup: 0.5, cutmix: 0.5 }],
])('a run with %s that was stopped and resumed ends with the weights of one that was not', async (name, change) => {
  await run(config(`${name}-whole`, change))
  const stop = new AbortController()
  const onStep = (step: number) => step === 4 && stop.abort()
  const first = await run(config(`${name}-parts`, change), { signal: stop.signal, onStep })
  expect([first.steps, first.finished]).toEqual([4, false])
  await run(config(`${name}-parts`, change), { resume: true })
  const [whole, parts] = [await weights(`${name}-whole`), await weights(`${name}-parts`)]
  expect([...parts.keys()]).toEqual([...whole.keys()])
  for (const [name, entry] of whole) expect(Buffer.from(parts.get(name)?.data ?? [])).toEqual(Buffer.from(entry.data))
})

test('a run is not overwritten, nor resumed as another network', async () => {
  await run(config('kept', { steps: 1 }))
  await expect(run(config('kept', { steps: 1 }))).rejects.toThrow(UsageError)
  await expect(run(config('kept', { steps: 1, seed: 6 }), { resume: true })).rejects.toThrow('"seed":5')
  const other = run(config('kept', { steps: 1, optimizer: 'sgd' }), { resume: true })
  await expect(other).rejects.toThrow('was trained with adam, but the training file has sgd')
  const wider = { ...network, dim: 8 }
  const another = run(config('kept', { steps: 1, model: wider }), { resume: true })
  await expect(another).rejects.toThrow(/belongs to .*"dim":4.*, but the training file has .*"dim":8/)
})

test('a learning rate that explodes ends with the step named', async () => {
  const exploding = config('nan', { learningRate: 1e30, steps: 20 })
  const failure = await run(exploding).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(DataError)
  expect((failure as DataError).message).toMatch(/the loss of step \d+ is .*its batch: .*\d\.png/)
})

test('weights that an update made endless are not saved', async () => {
  const endless = config('endless', { learningRate: 1e39, steps: 1 })
  await expect(run(endless)).rejects.toThrow(/step 1 left .* with values that are not numbers/)
  expect(existsSync(join(folder, 'endless', 'model'))).toBe(false)
})

test('a photograph that cannot be read ends the run with its name', async () => {
  await writePicture(join(folder, 'damaged', '1.png'), scene(1))
  await writeFile(join(folder, 'damaged', '2.png'), 'no picture')
  const data = [{ task: 'denoise', sigma: 15, clean: 'damaged' }]
  await expect(run(config('damaged-run', { data }))).rejects.toThrow(/2\.png/)
})

test('an error about pictures of the validation says so', async () => {
  const validate = { every: 1, patch: 40, patches: 1, data: [{ task: 'denoise', sigma: 15, clean: 'unseen' }] }
  await expect(run(config('narrow', { validate }))).rejects.toThrow(/^2 faults in the validation's data:/)
})

test('a state that cannot be read is replaced by the one before it', async () => {
  await run(config('generations', { saveEvery: 2 }))
  const state = join(folder, 'generations', 'training-state.safetensors')
  const whole = await readFile(state)
  await writeFile(state, whole.subarray(0, 1000))
  const notes: string[] = []
  const { steps } = await run(config('generations', { saveEvery: 2 }), { resume: true, onNote: n => notes.push(n) })
  expect(steps).toBe(6)
  expect(notes.join()).toMatch(/training-state\.safetensors.*continues from step 4/)
  expect((await readFile(state)).equals(whole)).toBe(true)
})

test('an output folder that cannot be written is reported before the first step', async () => {
  await writeFile(join(folder, 'a-file'), '')
  const steps: number[] = []
  const training = run(config('a-file/run'), { onStep: step => steps.push(step) })
  await expect(training).rejects.toThrow(EnvironmentError)
  expect(steps).toEqual([])
})

test('a place that vanishes while training ends the run, and what was saved before stays', async () => {
  const place = join(folder, 'vanishing')
  const onStep = (step: number) => {
    if (step !== 5) return
    renameSync(place, `${place}-moved`)
    writeFileSync(place, 'in the way')
  }
  await expect(run(config('vanishing'), { onStep })).rejects.toThrow(/cannot write .*vanishing/)
  const { metadata } = await readSafetensors(join(`${place}-moved`, 'training-state.safetensors'))
  expect(JSON.parse(metadata.training)).toMatchObject({ step: 3 })
})

describe('validation', () => {
  const validate = {
    every: 3,
    patch: 16,
    patches: 2,
    data: [
      { task: 'denoise', sigma: 50, clean: 'unseen' },
      { task: 'lowlight', clean: 'unseen' },
    ],
  }
  const entries = async (run: string) =>
    (await readFile(join(folder, run, 'log.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))

  let best: string | undefined
  beforeAll(async () => {
    best = (await run(config('validated', { validate, ema: 0.9 }))).best
  })

  test('scores each task, keeps the best weights, and is the same for the same weights', async () => {
    const found = (await entries('validated')).filter(entry => entry.validation)
    expect(found.map(({ step }) => step)).toEqual([3, 6])
    for (const { validation } of found) {
      for (const task of ['denoise', 'lowlight']) {
        const { psnr, ssim, input } = validation.tasks[task]
        for (const value of [psnr, ssim, input.psnr, input.ssim]) expect(Number.isFinite(value)).toBe(true)
      }
      const { denoise, lowlight } = validation.tasks
      expect(validation.psnr).toBeCloseTo((denoise.psnr + lowlight.psnr) / 2, 6)
    }
    const { metadata } = await readPretrained(best as string)
    const scores = found.map(({ validation }) => validation.psnr)
    expect(metadata.step).toBe(scores[1] > scores[0] ? '6' : '3')
    await run(config('validated-again', { validate, ema: 0.9 }))
    expect((await entries('validated-again')).filter(entry => entry.validation)).toEqual(found)
  })

  test('refuses pictures that are trained on for the same task', async () => {
    const data = [{ task: 'denoise', sigma: 50, clean: 'photos' }]
    const running = run(config('known', { validate: { ...validate, data } }))
    await expect(running).rejects.toThrow('the validation measures 3 of the pictures that are trained on')
  })

  test('the weights that come out are the averages', async () => {
    const { stateDict } = await readPretrained(join(folder, 'validated', 'model'))
    const state = await weights('validated')
    const name = 'output.weight'
    expect(stateDict.get(name)?.data).toEqual(entryToFloat32(state.get(`average.${name}`)!).data)
    expect(stateDict.get(name)?.data).not.toEqual(entryToFloat32(state.get(`weight.${name}`)!).data)
  })
})

describe('weights to begin with', () => {
  beforeAll(() => run(config('base', { steps: 2 })))

  test('go on where they were, with γ changed and told; frozen ones stay', async () => {
    const from = join(folder, 'base', 'model')
    const model = { ...network, gamma: 0.5 }
    const notes: string[] = []
    const change = { from, model, steps: 2, freeze: ['encoder_*', 'patch_embed.*'] }
    await run(config('tuned', change), { onNote: note => notes.push(note) })
    expect(notes.join('\n')).toMatch(/gamma is 0\.5 here and 0\.9 in the file/)
    const [before, after] = [await readPretrained(from), await readPretrained(join(folder, 'tuned', 'model'))]
    for (const [name, { data }] of before.stateDict) {
      if (/^(encoder_|patch_embed)/.test(name)) expect(after.stateDict.get(name)?.data).toEqual(data)
    }
    expect(after.stateDict.get('decoder_level1.0.attn.qkv.weight')).not.toEqual(
      before.stateDict.get('decoder_level1.0.attn.qkv.weight'),
    )
    expect(after.prompts).toEqual(before.prompts)
  })

  test('bring the count of their updates, which a resumed run keeps', async () => {
    const from = goldenPath('finetuning/lightning.ckpt')
    const model = { dim: 2, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 1, 1], promptSize: 8 }
    const tuned = (output: string, steps: number) => config(output, { from, model, steps, schedule: 'constant' })
    await run(tuned('counted', 4))
    await run(tuned('counted-parts', 2))
    await run(tuned('counted-parts', 4), { resume: true })
    const { metadata } = await readSafetensors(join(folder, 'counted-parts', 'training-state.safetensors'))
    expect(JSON.parse(metadata.training)).toMatchObject({ step: 4, earlierUpdates: 4 })
    const [whole, parts] = [await weights('counted'), await weights('counted-parts')]
    for (const [name, { data }] of whole) expect(Buffer.from(parts.get(name)!.data)).toEqual(Buffer.from(data))
  })

  test('of another width are refused before the first step', async () => {
    const model = { ...network, dim: 8 }
    const tuning = run(config('misfit', { from: join(folder, 'base', 'model'), model }))
    await expect(tuning).rejects.toThrow(/do not fit the network/)
  })
})

test('no tensors stay behind', async () => {
  await run(config('leak-a', { steps: 1 }))
  const { numTensors } = tf.memory()
  await run(config('leak-b', { steps: 3 }))
  expect(tf.memory().numTensors).toBe(numTensors)
})
