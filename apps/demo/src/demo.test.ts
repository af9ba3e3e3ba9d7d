import '@tensorflow/tfjs-backend-cpu'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodePicture } from '@dfpir/images'
import { Restorer } from '@dfpir/inference'
import { createDfpir, parseConfig, savePretrained, stateDict } from '@dfpir/model'
import { fixedPrompts } from '@dfpir/prompts'
import { formatTable } from './format-table.js'
import { halve } from './halve.js'
import { readPhotographs } from './photographs.js'
import { showDenoising } from './show-denoising.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-demo-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the photographs are there, all of one size', async () => {
  const photographs = await readPhotographs()
  expect(photographs.map(({ name, picture }) => [name, picture.width, picture.height])).toEqual([
    ['airplane-from-above', 400, 240],
    ['allium-oreophilum', 400, 240],
    ['french-alpine-landscape', 400, 240],
  ])
  for (const { picture } of photographs) expect(picture.data.length).toBe(400 * 240 * 3)
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

test('a table has its columns aligned', () => {
  const rows = [
    ['picture', 'σ'],
    ['a', '15'],
  ]
  expect(formatTable(rows)).toBe('picture   σ\na        15')
})

test('a photograph is made noisy, restored, measured, and all of it written; the same at each run', async () => {
  const config = parseConfig({ dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 })
  const model = createDfpir(config)
  const prompts = fixedPrompts(undefined, config.promptSize)
  await savePretrained(join(folder, 'model'), { config, stateDict: await stateDict(model, config), prompts })
  const restorer = await Restorer.fromPretrained(join(folder, 'model'), { engine: 'onnxruntime', threads: 1 })
  const [{ picture }] = await readPhotographs()
  const photograph = { name: 'small', picture: halve(halve(halve(picture))) }
  const shown: number[] = []
  const show = () =>
    showDenoising(photograph, {
      restorer,
      sigmas: [15, 50],
      folder: join(folder, 'out'),
      onScore: ({ sigma }) => shown.push(sigma),
    })
  const [first, second] = [await show(), await show()]
  await restorer.dispose()
  expect(shown).toEqual([15, 50, 15, 50])
  expect(first.map(({ before }) => Math.round(before.psnr))).toEqual([24, 15])
  expect(second.map(({ after }) => after)).toEqual(first.map(({ after }) => after))
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(
    ['compared-15', 'compared-50', 'noisy-15', 'noisy-50', 'restored-15', 'restored-50'].map(
      kind => `small.${kind}.png`,
    ),
  )
  expect(await decodePicture(join(folder, 'out', 'small.compared-15.png'))).toMatchObject({
    width: 50 * 3 + 16,
    height: 30,
  })
})
