import '@tensorflow/tfjs-backend-cpu'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random, tasks } from '@dfpir/core'
import { decodePicture } from '@dfpir/images'
import { Restorer } from '@dfpir/inference'
import { comparePictures } from '@dfpir/metrics'
import { createDfpir, parseConfig, savePretrained, stateDict } from '@dfpir/model'
import { fixedPrompts, taskPrompts } from '@dfpir/prompts'
import { captureOutput } from '@dfpir/testing'
import { demoDamages, restorableDamages } from './damages.js'
import { halve, type PhotographName, readPhotograph } from './photographs.js'
import { scoreRow, scoreTitles } from './score-table.js'
import { showAll } from './show-all.js'
import { showRestoring } from './show-restoring.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-demo-'))
const at = (...parts: string[]) => join(folder, ...parts)
afterAll(() => rmSync(folder, { recursive: true }))

/** A tiny model with prompts of all five tasks. */
beforeAll(async () => {
  const config = parseConfig({ dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 })
  const prompts = fixedPrompts(undefined, config.promptSize)
  await savePretrained(at('tiny'), { config, stateDict: await stateDict(createDfpir(config), config), prompts })
})

test('every damage is on a photograph that is there, all of one size', async () => {
  for (const { photograph } of demoDamages) {
    const { width, height, data } = await readPhotograph(photograph)
    expect([width, height, data.length]).toEqual([400, 240, 400 * 240 * 3])
  }
})

test('halving takes means of 2×2 pixels', () => {
  const data = Uint8Array.of(10, 20, 99, 30, 41, 99)
  expect(halve({ width: 3, height: 2, channels: 1, depth: 8, data })).toEqual({
    width: 1,
    height: 1,
    channels: 3,
    depth: 8,
    data: Uint8Array.of(25, 25, 25),
  })
})

test('every task is shown, and each photograph also where there is noise alone', () => {
  expect(new Set(demoDamages.map(({ task }) => task))).toEqual(new Set(tasks))
  const noise = restorableDamages(taskPrompts('denoise'))
  expect(noise.map(({ name }) => name)).toEqual(['noise-15', 'noise-25', 'noise-50'])
  expect(new Set(noise.map(({ photograph }) => photograph)).size).toBe(3)
  expect(restorableDamages([])).toEqual([])
})

test.each(demoDamages)('$name of $photograph fits the columns of the table', damage => {
  const titles = scoreTitles()
  const row = scoreRow({ damage, before: { psnr: 9.126, ssim: 0.1 }, after: { psnr: 30.5, ssim: 0.9126 }, seconds: 12 })
  expect(row.length).toBe(titles.length)
  expect(row.indexOf(damage.name, damage.photograph.length)).toBe(titles.indexOf('damage'))
  expect(row).toMatch(/ 9\.13 dB +30\.50 dB +0\.100 +0\.913 +12\.0$/)
})

/** A photograph of 100×60 pixels. */
const readSmall = async (name: PhotographName) => halve(halve(await readPhotograph(name)))

test.each(demoDamages)('$name is seen, and the same at each run', async ({ name, photograph, degradation }) => {
  const picture = await readSmall(photograph)
  const [first, second] = [1, 2].map(() => degradation.apply(picture, Random.derive(0, photograph, name)))
  expect(second).toEqual(first)
  expect(comparePictures(first, picture).psnr).toBeLessThan(28)
})

test('a picture is damaged, restored by its task, measured and written; the same at each run', async () => {
  const rain = demoDamages.find(({ name }) => name === 'rain')!
  const restorer = await Restorer.fromPretrained(at('tiny'), { engine: 'onnxruntime', threads: 1 })
  const restore = jest.spyOn(restorer, 'restore')
  const picture = await readSmall(rain.photograph)
  const show = () => showRestoring(picture, rain, { restorer, folder: at('one') })
  const [first, second] = [await show(), await show()]
  await restorer.dispose()
  expect(restore.mock.calls.map(([, options]) => options)).toEqual([{ task: 'derain' }, { task: 'derain' }])
  expect(second).toEqual({ ...first, seconds: second.seconds })
  const written = (kind: string) => decodePicture(at('one', `airplane-from-above.rain${kind}.png`))
  const [damaged, restored, compared] = [await written(''), await written('.restored'), await written('.compared')]
  expect(comparePictures(damaged, picture)).toEqual(first.before)
  expect(comparePictures(restored, picture)).toEqual(first.after)
  expect(compared).toMatchObject({ width: 100 * 3 + 16, height: 60 })
})

test('a model with prompts of all five tasks shows all of them', async () => {
  const { stdout } = await captureOutput(() => showAll({ model: at('tiny'), folder: at('all'), read: readSmall }))
  const [, , titles, ...rows] = stdout.trimEnd().split('\n')
  expect(titles).toBe(scoreTitles())
  const shown = demoDamages.map(({ photograph, name }) => [photograph, name])
  expect(rows.map(row => row.split(/ +/).slice(0, 2))).toEqual(shown)
  const files = shown.flatMap(names => ['png', 'restored.png', 'compared.png'].map(end => [...names, end].join('.')))
  expect(readdirSync(at('all')).sort()).toEqual(files.sort())
})
