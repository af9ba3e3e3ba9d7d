import '@tensorflow/tfjs-backend-cpu'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Picture, Random, UsageError } from '@dfpir/core'
import { crop, mirrorRows, reduceRows, rowsOf, toFloat, withColours } from '@dfpir/images'
import { createNetwork, loadStateDict, readPretrained } from '@dfpir/model'
import { fixedEmbedding } from '@dfpir/prompts'
import * as tf from '@tensorflow/tfjs-core'
import { saveRandomModel, tiny } from './random-model.test.helper.js'
import { Restorer, type RestorerOptions } from './restorer.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-restorer-'))
const location = join(folder, 'tiny')
const options: RestorerOptions = { engine: 'onnxruntime', threads: 1 }

beforeAll(async () => {
  await tf.setBackend('cpu')
  await saveRandomModel(location)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Grey-ish values with Gaussian noise. */
function scene(width: number, height: number, layout: Partial<Picture> = {}, sigma = 25): Picture {
  const { channels = 3, depth = 8 } = layout
  const random = new Random(width * 1000 + height)
  const white = 2 ** depth - 1
  const value = () => Math.round((Math.min(254, Math.max(1, random.normal(128, sigma))) / 255) * white)
  const size = width * height * channels
  const data = depth === 16 ? Uint16Array.from({ length: size }, value) : Uint8Array.from({ length: size }, value)
  return { width, height, channels, depth, data }
}

/** Smooth, with no black and no white. */
function hazy(width: number, height: number): Picture {
  const value = (_: unknown, i: number) => 128 + 60 * Math.sin(i / (37 + (i % 3))) * Math.cos(i / width / 50)
  return { width, height, channels: 3, depth: 8, data: Uint8Array.from({ length: width * height * 3 }, value) }
}

function mean({ data, depth }: Picture): number {
  return [...data].reduce((sum, value) => sum + value, 0) / data.length / (2 ** depth - 1)
}

/** What tfjs's cpu backend makes of a picture, padded on the right and below. */
async function eager(picture: Picture, promptName: string): Promise<Picture> {
  const { config, stateDict, prompts } = await readPretrained(location)
  const { width, height } = picture
  const up = (size: number) => Math.ceil(size / 8) * 8
  const padded = toFloat(crop(picture, { x: 0, y: 0, width: up(width), height: up(height) }, { reflect: true }))
  const model = createNetwork(config)
  loadStateDict(model, config, stateDict)
  const data = tf.tidy(() => {
    const image = tf.tensor(padded.data, [1, ...padded.shape])
    const prompt = tf.tensor([prompts.find(({ name }) => name === promptName)!.embedding])
    return tf.slice(model.predict([image, prompt]) as tf.Tensor4D, [0, 0, 0, 0], [1, height, width, 3]).dataSync()
  })
  model.dispose()
  return withColours(picture, { shape: [height, width, 3], data: Float32Array.from(data) })
}

test.each<[number, number, Partial<Picture>]>([
  [1, 1, {}],
  [8, 8, {}],
  [3, 2, { channels: 4 }],
  [17, 30, { channels: 1 }],
  [24, 9, { channels: 2 }],
  [13, 21, { depth: 16 }],
  [16, 16, { channels: 4, depth: 16 }],
])('a picture of %d×%d %o is restored as published is restored as tfjs restores it', async (width, height, layout) => {
  const restorer = await Restorer.fromPretrained(location, { ...options, asPublished: true })
  const picture = scene(width, height, layout)
  const restored = await restorer.restore(picture, { task: 'dehaze' })
  expect(restored).toMatchObject({ task: 'dehaze', prompt: 'dehaze', tiles: 1 })
  const expected = await eager(picture, 'dehaze')
  expect({ ...restored.picture, data: undefined }).toEqual({ ...expected, data: undefined })
  expect(restored.picture.data).toBeWithin(picture.depth === 16 ? 2 : 1, expected.data)
  await restorer.dispose()
})

test('prompts differ in what they do', async () => {
  const restorer = await Restorer.fromPretrained(location, options)
  const picture = scene(16, 16, { depth: 16 })
  const derained = await restorer.restore(picture, { task: 'derain' })
  const deblurred = await restorer.restore(picture, { prompt: 'Blur degradation with motion blur' })
  expect(deblurred.prompt).toBe('deblur')
  expect(derained.picture.data).not.toEqual(deblurred.picture.data)
  await restorer.dispose()
})

test('a prompt may be given with its embedding: each has its own graph, whatever its name', async () => {
  const restorer = await Restorer.fromPretrained(location, options)
  const picture = scene(16, 16, { depth: 16 })
  const restoreWith = async (text: string, size = tiny.promptSize) => {
    const prompt = { name: 'own', task: 'derain', text, embedding: fixedEmbedding(text, size) } as const
    return restorer.restore(picture, { prompt })
  }
  const first = await restoreWith('Rain degradation with rain lines')
  expect(first).toMatchObject({ task: 'derain', prompt: 'own' })
  expect(first.picture).toEqual((await restorer.restore(picture, { task: 'derain' })).picture)
  expect((await restoreWith('something else')).picture.data).not.toEqual(first.picture.data)
  await expect(restoreWith('too long', 9)).rejects.toThrow(
    'takes prompts of 8 numbers, and the embedding of "too long"',
  )
  await restorer.dispose()
})

test.each<Partial<Picture>>([{}, { channels: 4 }, { depth: 16, channels: 1 }])(
  'two tasks of a picture %o are done one after the other',
  async layout => {
    const restorer = await Restorer.fromPretrained(location, { ...options, tile: 48 })
    const picture = scene(60, 20, layout)
    const seen: (readonly [number, number])[] = []
    const onProgress = (done: number, total: number) => seen.push([done, total])
    const both = await restorer.restore(picture, { tasks: ['derain', 'denoise'], sigma: 40, onProgress })
    expect(both).toMatchObject({ task: 'derain+denoise', prompt: 'derain+denoise-50', tiles: 2 })
    expect(both.picture).toMatchObject({ width: 60, height: 20, channels: picture.channels, depth: picture.depth })
    expect(seen).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ])
    const first = await restorer.restore(picture, { task: 'derain' })
    const second = await restorer.restore(first.picture, { task: 'denoise', sigma: 40 })
    expect(both.picture.data).toBeWithin(2, second.picture.data)
    expect(both.picture.data).not.toEqual(first.picture.data)
    const other = await restorer.restore(picture, { tasks: ['denoise', 'derain'], sigma: 40 })
    expect(other.picture.data).not.toEqual(both.picture.data)
    await expect(restorer.restore(picture, { tasks: [] })).rejects.toThrow('the list of tasks is empty')
    await restorer.dispose()
  },
)

test('without a level, noise is estimated from the picture', async () => {
  const restorer = await Restorer.fromPretrained(location, options)
  const names: string[] = []
  for (const sigma of [12, 27, 45]) names.push((await restorer.restore(scene(40, 40, {}, sigma))).prompt)
  expect(names).toEqual(['denoise-15', 'denoise-25', 'denoise-50'])
  expect((await restorer.restore(scene(40, 40, {}, 12), { sigma: 60 })).prompt).toBe('denoise-50')
  await restorer.dispose()
})

test('a larger picture is restored in tiles of one shape, with progress', async () => {
  const restorer = await Restorer.fromPretrained(location, { ...options, tile: 16 })
  const seen: number[] = []
  const restored = await restorer.restore(scene(60, 16), { task: 'derain', onProgress: done => seen.push(done) })
  expect(restored.tiles).toBe(3)
  expect(restored.picture).toMatchObject({ width: 60, height: 16 })
  expect(seen).toEqual([0, 1, 2, 3])
  await restorer.dispose()
})

test.each<[number, number, Partial<Picture>]>([
  [1, 1, {}],
  [1, 40, { channels: 2 }],
  [37, 3, { channels: 1, depth: 16 }],
  [21, 18, { channels: 4, depth: 16 }],
])('borders of %d×%d %o are restored as if the picture went on, reflected', async (width, height, layout) => {
  const picture = scene(width, height, { ...layout, depth: 16 })
  const restorer = await Restorer.fromPretrained(location, options)
  const published = await Restorer.fromPretrained(location, { ...options, asPublished: true })
  const seen = mirrorRows(rowsOf(picture), 16)
  const larger = await published.restore(await seen.readRows(0, seen.height), { task: 'derain' })
  const { picture: found } = await restorer.restore(picture, { task: 'derain' })
  expect(found).toEqual(crop(larger.picture, { x: 16, y: 16, width, height }))
  await Promise.all([restorer.dispose(), published.dispose()])
})

test('haze and darkness do not depend on tiles: large pictures change as a copy restored at once', async () => {
  const large = hazy(100, 80)
  const little = { memory: 1e6, onWarning: () => undefined } // a copy of 64² pixels
  const [tiled, whole] = await Promise.all(
    (['off', 64] as const).map(async tile => {
      const restorer = await Restorer.fromPretrained(location, { ...options, ...little, tile })
      const result = await restorer.restore(large, { task: 'dehaze' })
      const reduced = await restorer.restore(await reduceRows(rowsOf(large), { width: 72, height: 57 }), {
        task: 'dehaze',
      })
      await restorer.dispose()
      return { result, reduced }
    }),
  )
  expect(tiled.result.picture).toEqual(whole.result.picture)
  expect(tiled.result.tiles).toBe(1)
  const change = mean(tiled.result.picture) - mean(large)
  expect(Math.abs(change)).toBeGreaterThan(0.005)
  expect(Math.abs(mean(tiled.reduced.picture) - mean(tiled.result.picture))).toBeLessThan(Math.abs(change) / 5)
})

test('a model names the size of the copies that it was trained for', async () => {
  const path = join(folder, 'small-scenes.safetensors')
  await saveRandomModel(path, tiny, undefined, { metadata: { wholeSide: '40' } })
  const [own, usual] = await Promise.all([path, location].map(model => Restorer.fromPretrained(model, options)))
  const [small, large] = [hazy(40, 40), hazy(100, 80)]
  const restore = async (restorer: Restorer, picture: Picture) =>
    (await restorer.restore(picture, { task: 'dehaze' })).picture
  expect(await restore(own, small)).toEqual(await restore(usual, small))
  expect(await restore(own, large)).not.toEqual(await restore(usual, large))
  await Promise.all([own.dispose(), usual.dispose()])

  await saveRandomModel(path, tiny, undefined, { metadata: { wholeSide: 'large' } })
  await expect(Restorer.fromPretrained(path, options)).rejects.toThrow('wholeSide of')
})

test('calls may overlap, and one that fails or is aborted does not disturb the next', async () => {
  const restorer = await Restorer.fromPretrained(location, options)
  const picture = scene(16, 24)
  const aborted = restorer.restore(picture, { task: 'derain', signal: AbortSignal.abort(new Error('enough')) })
  const wrong = restorer.restore(picture, { prompt: 'snow' })
  const [first, second] = [1, 2].map(() => restorer.restore(picture, { task: 'derain' }))
  await expect(aborted).rejects.toThrow('enough')
  await expect(wrong).rejects.toThrow(UsageError)
  expect((await first).picture).toEqual((await second).picture)
  await restorer.dispose()
})

test('a model without the task says which it has', async () => {
  const path = join(folder, 'rain.safetensors')
  await saveRandomModel(path, tiny, ['derain', 'dehaze'])
  const restorer = await Restorer.fromPretrained(path, options)
  const picture = scene(8, 16)
  const hint = expect.stringContaining('derain, dehaze')
  await expect(restorer.restore(picture, { task: 'deblur' })).rejects.toMatchObject({ name: 'UsageError', hint })
  await expect(restorer.restore(picture)).rejects.toMatchObject({ name: 'UsageError', hint })
  await restorer.dispose()
})

test('a model with one task needs none named', async () => {
  const path = join(folder, 'haze.safetensors')
  await saveRandomModel(path, tiny, ['dehaze'])
  const restorer = await Restorer.fromPretrained(path, options)
  expect((await restorer.restore(scene(8, 16))).task).toBe('dehaze')
  await restorer.dispose()
})

test('200 restores, ten under way at a time, leave no memory behind', async () => {
  const restorer = await Restorer.fromPretrained(location, options)
  const pictures = [24, 32, 40].map(size => scene(size, 24))
  const round = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const signal = i % 7 === 6 ? AbortSignal.timeout(i % 3) : undefined
        await restorer.restore(pictures[i % 3], { task: 'derain', signal }).catch(() => undefined)
      }),
    )
  await round(20)
  const before = { tensors: tf.memory().numTensors, rss: process.memoryUsage.rss() }
  for (let i = 0; i < 20; i++) await round(10)
  expect(tf.memory().numTensors).toBe(before.tensors)
  expect(process.memoryUsage.rss() - before.rss).toBeLessThan(60e6)
  await restorer.dispose()
})

test('no tensor is left behind, whatever sizes and prompts were restored', async () => {
  const before = tf.memory().numTensors
  const restorer = await Restorer.fromPretrained(location, options)
  await restorer.restore(scene(16, 16), { task: 'derain' })
  const during = tf.memory().numTensors
  for (const size of [8, 24, 32, 40, 16]) await restorer.restore(scene(size, 16), { task: 'derain' })
  await restorer.restore(scene(16, 16), { task: 'dehaze' })
  expect(tf.memory().numTensors).toBe(during)
  await restorer.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
