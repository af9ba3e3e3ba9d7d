import { renameSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSafetensors, toFloat32 } from '@dfpir/checkpoints'
import { DataError, EnvironmentError, Random, UsageError } from '@dfpir/core'
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
      workers: 0,
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
  expect((failure as DataError).message).toMatch(/the loss of step \d+ is .*its batch: .*\d\.png/)
})

test('a photograph that cannot be read ends the run with its name', async () => {
  await writePicture(join(folder, 'damaged', '1.png'), scene(1))
  await writeFile(join(folder, 'damaged', '2.png'), 'no picture')
  const data = [{ task: 'denoise', sigma: 15, clean: 'damaged' }]
  await expect(train(config('damaged-run', { data }))).rejects.toThrow(/2\.png/)
})

test('a state that cannot be read is replaced by the one before it', async () => {
  await train(config('generations', { saveEvery: 2 }))
  const state = join(folder, 'generations', 'training-state.safetensors')
  const whole = await readFile(state)
  await writeFile(state, whole.subarray(0, 1000))
  const notes: string[] = []
  const { steps } = await train(config('generations', { saveEvery: 2 }), { resume: true, onNote: n => notes.push(n) })
  expect(steps).toBe(6)
  expect(notes.join()).toMatch(/training-state\.safetensors.*goes on from step 4/)
  expect((await readFile(state)).equals(whole)).toBe(true)
})

test('an output folder that cannot be written is told before the first step', async () => {
  await writeFile(join(folder, 'a-file'), '')
  const steps: number[] = []
  const training = train(config('a-file/run'), { onStep: step => steps.push(step) })
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
  await expect(train(config('vanishing'), { onStep })).rejects.toThrow(/cannot write .*vanishing/)
  const { metadata } = await readSafetensors(join(`${place}-moved`, 'training-state.safetensors'))
  expect(JSON.parse(metadata.training)).toMatchObject({ step: 3 })
})

describe('validation', () => {
  const validate = {
    every: 3,
    patch: 16,
    patches: 2,
    data: [
      { task: 'denoise', sigma: 50, clean: 'photos' },
      { task: 'lowlight', clean: 'photos' },
    ],
  }
  const entries = async (run: string) =>
    (await readFile(join(folder, run, 'log.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))

  test('scores each task, keeps the best weights, and is the same for the same weights', async () => {
    const { best } = await train(config('validated', { validate, ema: 0.9 }))
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
    await train(config('validated-again', { validate, ema: 0.9 }))
    expect((await entries('validated-again')).filter(entry => entry.validation)).toEqual(found)
  })

  test('the weights that come out are the averages', async () => {
    await train(config('averaged', { ema: 0.9 }))
    const { stateDict } = await readPretrained(join(folder, 'averaged', 'model'))
    const state = await weights('averaged')
    const name = 'output.weight'
    expect(stateDict.get(name)?.data).toEqual(toFloat32(state.get(`average.${name}`)!).data)
    expect(stateDict.get(name)?.data).not.toEqual(toFloat32(state.get(`weight.${name}`)!).data)
  })
})

describe('weights to begin with', () => {
  beforeAll(() => train(config('base', { steps: 2 })))

  test('go on where they were, with γ changed and told; frozen ones stay', async () => {
    const from = join(folder, 'base', 'model')
    const model = { dim: 8, blocks: [1, 1, 1, 1], refinement: 0, promptSize: 16, gamma: 0.5 }
    const notes: string[] = []
    const change = { from, model, steps: 2, freeze: ['encoder_*', 'patch_embed.*'] }
    await train(config('tuned', change), { onNote: note => notes.push(note) })
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

  test('of another width are refused before the first step', async () => {
    const model = { dim: 16, blocks: [1, 1, 1, 1], refinement: 0, promptSize: 16 }
    const tuning = train(config('misfit', { from: join(folder, 'base', 'model'), model }))
    await expect(tuning).rejects.toThrow(/do not fit the network/)
  })
})

test('no tensors stay behind', async () => {
  await train(config('leak-a', { steps: 1 }))
  const { numTensors } = tf.memory()
  await train(config('leak-b', { steps: 3 }))
  expect(tf.memory().numTensors).toBe(numTensors)
})
