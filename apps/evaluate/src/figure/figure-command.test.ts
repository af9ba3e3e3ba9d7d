import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rgbPicture, writePicture } from '@dfpir/images'
import { createNetwork, parseNetwork, savePretrained, stateDict } from '@dfpir/model'
import { fixedPrompts, vocabulary } from '@dfpir/prompts'
import { runCommand } from '@dfpir/terminal'
import { captureOutput } from '@dfpir/testing'
import { createFigureCommand } from './figure-command.js'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-figure-'))
const at = (...parts: string[]) => join(folder, ...parts)
const backbone = { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2] }
const dfpir = { ...backbone, promptSize: 8 }
const nafnet = { architecture: 'nafnet', width: 4, encoder: [1, 1], middle: 1, decoder: [1, 1] }
const promptir = {
  ...{ architecture: 'promptir', ...backbone, expansion: 2 },
  ...{ promptLength: 3, promptChannels: [2, 4, 6], promptSizes: [6, 3, 2] },
}
const before = process.env.DFPIR_CACHE

/** Smooth waves, 48×40, with the busiest squares on the right. */
function waves(variant: number) {
  const data = Uint8Array.from({ length: 48 * 40 * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % 48
    return 125 + (x > 30 ? 60 : 20) * Math.sin((x * ((i % 3) + 1)) / 3 + variant) * Math.cos(i / 2000)
  })
  return rgbPicture(48, 40, data)
}

async function saveModel(name: string, seed: number, prompts: readonly string[], json: object = dfpir): Promise<void> {
  const config = parseNetwork(json)
  const model = createNetwork(config, { seed })
  const table = fixedPrompts(
    vocabulary.filter(prompt => prompts.includes(prompt.name)),
    8,
  )
  await savePretrained(at(name), { config, stateDict: await stateDict(model, config), prompts: table })
  model.dispose()
}

beforeAll(async () => {
  process.env.DFPIR_CACHE = at('cache')
  await tf.setBackend('cpu')
  await saveModel('first', 1, ['denoise-25', 'derain', 'dehaze'])
  await saveModel('second', 2, ['denoise-25', 'derain'])
  await saveModel('noise', 3, ['denoise-25'])
  await saveModel('restormer', 4, [], { architecture: 'restormer', ...backbone })
  await saveModel('nafnet', 5, [], nafnet)
  await saveModel('promptir', 6, [], promptir)
  for (const name of ['empty', 'clean']) mkdirSync(at(name))
  for (const [index, name] of ['a.png', 'b.png', 'c.png'].entries()) await writePicture(at('clean', name), waves(index))
})
afterAll(() => {
  if (before === undefined) delete process.env.DFPIR_CACHE
  else process.env.DFPIR_CACHE = before
  rmSync(folder, { recursive: true })
})

async function run(...args: string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(createFigureCommand(), args))
  return { code, ...output }
}

/** Draws `figure.svg` and gives what `--json` says and the figure's texts. */
async function draw(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '-o', at('figure.svg'), '--force', '--json')
  if (code !== 0) throw new Error(stderr)
  const svg = readFileSync(at('figure.svg'), 'utf8')
  const texts = [...svg.matchAll(/<t(?:ext|span)[^>]*>([^<]+)</g)].map(([, text]) => text)
  return { result: JSON.parse(stdout.trimEnd().split('\n').at(-1)!), svg, texts }
}

const tsne = ['tsne', '--data', at('clean'), '--patch', '16']
const first = ['--model', `first=${at('first')}`]
const second = ['--model', `second=${at('second')}`]

test('tsne: a panel per model and stage, of the prompts that all have, the same for the same seed', async () => {
  const args = [...tsne, ...first, ...second, '--stage', 'before', '--stage', 'after', '--patches', '2']
  const { result, texts } = await draw(...args)
  expect(result).toMatchObject({ groups: ['denoise-25', 'derain'], perplexity: 3 })
  expect(result.panels.map(({ model, stage }: Record<string, string>) => `${model} ${stage}`)).toEqual([
    'first before',
    'first after',
    'second before',
    'second after',
  ])
  for (const { points, silhouette } of result.panels) {
    expect(points).toHaveLength(2 * 3 * 2)
    expect(Math.abs(silhouette.features)).toBeLessThanOrEqual(1)
    expect(Math.abs(silhouette.embedding)).toBeLessThanOrEqual(1)
  }
  const places = ['latent, before the DGPB', 'latent, after the DGPB']
  expect(texts).toEqual(expect.arrayContaining(['first', 'second', ...places, 'denoise-25']))
  expect((await draw(...args)).result).toEqual(result)
  expect((await draw(...args, '--seed', '1')).result.panels[0].points).not.toEqual(result.panels[0].points)
})

test('tsne: networks of any kind side by side, from the same patches, with their silhouettes below', async () => {
  const others = ['restormer', 'nafnet', 'promptir'].flatMap(name => ['--model', at(name)])
  const { result, texts } = await draw(...tsne, ...first, ...others, '--patches', '1')
  expect(result.groups).toEqual(['denoise-25', 'derain', 'dehaze'])
  const place = ({ model, stage, layer }: Record<string, string>) => `${model}: ${stage ?? layer}`
  expect(result.panels.map(place)).toEqual([
    'first: after',
    'restormer: latent.0',
    'nafnet: middle_blks.0',
    'promptir: reduce_noise_level3',
  ])
  for (const { silhouette, points } of result.panels) {
    expect(points).toHaveLength(9)
    const features = silhouette.features.toFixed(2).replace('-', '−')
    expect(texts).toContain(`silhouette of features ${features}`)
  }
})

test('tsne: a layer of all models, or of one', async () => {
  const models = [...first, '--model', at('promptir'), '--model', at('nafnet')]
  const layers = ['--layer', 'first=latent.0', '--layer', 'promptir=latent.0', '--layer', 'nafnet=encoders.0.0']
  const { result, texts } = await draw(...tsne, ...models, ...layers, '--layer', 'nafnet=ups.0', '--patches', '1')
  const place = ({ model, layer }: Record<string, string>) => `${model}: ${layer}`
  const panels = ['first: latent.0', 'promptir: latent.0', 'nafnet: encoders.0.0', 'nafnet: ups.0']
  expect(result.panels.map(place)).toEqual(panels)
  expect(texts).toEqual(expect.arrayContaining(['layer latent.0', 'layer encoders.0.0']))
  const all = await draw(...tsne, ...models.slice(0, 4), '--layer', 'latent.0', '--patches', '1')
  expect(all.result.panels).toEqual(result.panels.slice(0, 2))
})

test('tsne: one prompt for all pictures shows what every prompt undoes', async () => {
  const { result } = await draw(...tsne, ...first, '--prompt', 'derain', '--patches', '1', '--block', 'level1')
  expect(result.groups).toEqual(vocabulary.map(({ name }) => name))
  expect(result.panels).toMatchObject([{ model: 'first', stage: 'after' }])
})

test('tsne: degraded pictures from folders', async () => {
  const folders = ['--degraded', `derain=${at('clean')}`, '--degraded', `dehaze=${at('clean')}`]
  const { result } = await draw('tsne', ...folders, ...first, '--patch', '16', '--stage', 'before')
  expect(result.panels[0].points).toHaveLength(2 * 3 * 2)
  expect(result.panels[0].silhouette.features).toBeLessThanOrEqual(0) // the same pictures under two names
})

test('visual: a row per task with the input’s and the models’ PSNR', async () => {
  const { result, texts } = await draw('visual', '--data', at('clean'), ...first, ...second)
  expect(result.rows.map(({ label, picture }: Record<string, string>) => [label, picture])).toEqual([
    ['denoise-25', 'a.png'],
    ['derain', 'b.png'],
  ])
  const [{ input, models, zooms }] = result.rows
  expect(input.psnr).toBeCloseTo(20.3, 0)
  expect(models.map(({ model }: { model: string }) => model)).toEqual(['first', 'second'])
  expect(zooms.every(({ x, side }: Record<string, number>) => x + side > 30)).toBe(true)
  const decibels = [input, ...models].map(({ psnr }) => `${psnr.toFixed(2)} dB`)
  expect(texts).toEqual(expect.arrayContaining(['input', 'first', 'second', 'reference', ...decibels]))
})

test('visual: networks of other kinds', async () => {
  const { result } = await draw('visual', 'dehaze', '--data', at('clean'), ...first, '--model', at('nafnet'))
  expect(result.rows).toMatchObject([{ label: 'dehaze', models: [{ model: 'first' }, { model: 'nafnet' }] }])
})

test('visual: pairs, pictures and parts by name', async () => {
  const pairs = ['--input', at('clean'), '--target', at('clean'), '--task', 'derain', ...first]
  const { result } = await draw('visual', ...pairs, '--picture', 'c.png', '--zoom', '1,2,8')
  expect(result.rows).toMatchObject([{ label: 'c.png', input: { psnr: null }, zooms: [{ x: 1, y: 2, side: 8 }] }])
})

test('features: the rows of each prompt, of a picture that is degraded for it', async () => {
  const args = ['features', at('clean', 'a.png'), ...first, '--channels', '1', '--block', 'level2']
  const { result, texts } = await draw(...args, '--degrade', '--prompt', 'derain', '--prompt', 'dehaze')
  expect(result).toMatchObject({ block: 'level2', maps: [{ prompt: 'derain' }, { prompt: 'dehaze' }] })
  const channels = result.maps.map(({ channels: [channel] }: { channels: number[] }) => `channel ${channel}`)
  expect(texts).toEqual(
    expect.arrayContaining(['derain, RMS', 'dehaze, RMS', ...channels, 'Features of first, level 2.']),
  )
  expect((await draw(...args, '--channels', '0')).result.maps).toEqual([{ prompt: 'denoise-25', channels: [] }])
})

test('orders: the figure of prompts order', async () => {
  const { result, texts } = await draw('orders', 'derain', 'dehaze', '--model', at('first'))
  expect(result.orders).toHaveLength(2 * 4)
  expect(texts).toEqual(expect.arrayContaining(['latent: 64 channels', '1  derain', '2  dehaze']))
})

test('gamma: means of seeds, a curve for each other override; failed trials are left out', async () => {
  const trials = [
    { overrides: { gamma: 0.9 }, psnr: 28.2 },
    { overrides: { model: { gamma: 0.9 } }, psnr: 28.4 },
    { overrides: { 'model.gamma': 0.5 }, psnr: 28 },
    { overrides: { gamma: 1 }, psnr: null },
    { overrides: { gamma: 0.5, dim: 16 }, psnr: 29 },
    { overrides: { dim: 16 }, psnr: 29 },
  ]
  writeFileSync(at('sweep.json'), `progress\n${JSON.stringify({ trials })}\n`)
  const { result, texts } = await draw('gamma', at('sweep.json'))
  expect(result.curves).toEqual([
    {
      title: 'this sweep',
      points: [
        { gamma: 0.5, psnr: 28, seeds: 1 },
        { gamma: 0.9, psnr: expect.closeTo(28.3), seeds: 2, deviation: expect.closeTo(Math.SQRT1_2 / 5) },
      ],
    },
    { title: 'dim 16', points: [{ gamma: 0.5, psnr: 29, seeds: 1 }] },
  ])
  expect(texts).toEqual(expect.arrayContaining(['this sweep', 'dim 16']))
})

test.each<[string, () => string[], number, string]>([
  ['no output', () => ['tsne', '--data', at('clean')], 2, '--output'],
  ['another kind of file', () => [...tsne, '-o', at('x.eps')], 2, 'expected .svg, .png or .pdf'],
  ['neither kind of folder', () => ['tsne', ...first, '-o', at('x.svg')], 2, '--data'],
  [
    'a folder without pictures',
    () => ['tsne', '--data', at('empty'), ...first, '-o', at('x.svg')],
    1,
    'expected images',
  ],
  ['a block that is none', () => [...tsne, '--block', 'latant', '-o', at('x.svg')], 2, 'Did you mean latent'],
  ['a stage that is none', () => [...tsne, '--stage', 'inside', '-o', at('x.svg')], 2, 'before, dgcpm'],
  ['an odd patch', () => ['tsne', '--data', at('clean'), '--patch', '20', '-o', at('x.svg')], 2, 'multiple of 8'],
  [
    'too large a patch',
    () => [...tsne.slice(0, 3), '--patch', '64', ...first, '-o', at('x.svg')],
    2,
    'smaller --patch',
  ],
  ['one prompt alone', () => [...tsne, '--model', at('noise'), '-o', at('x.svg')], 2, 'at least two kinds'],
  [
    'a prompt that one lacks',
    () => [...tsne, ...second, '--prompt', 'dehaze', '-o', at('x.svg')],
    2,
    'denoise-25, derain',
  ],
  [
    'two models of a name',
    () => [...tsne, ...first, ...first, '-o', at('x.svg')],
    2,
    'two models have the label first',
  ],
  [
    'a layer that is none',
    () => [...tsne, '--model', at('nafnet'), '--layer', 'midle_blks.0', '-o', at('x.svg')],
    2,
    'the nafnet has no layer midle_blks.0\nhint: Did you mean middle_blks.0? Its layers are: intro, ',
  ],
  [
    'a layer of no model',
    () => [...tsne, ...first, '--layer', 'frist=latent.0', '-o', at('x.svg')],
    2,
    'Did you mean first',
  ],
  [
    'a layer and a block',
    () => [...tsne, ...first, '--layer', 'latent.0', '--block', 'latent', '-o', at('x.svg')],
    2,
    '--layer excludes --block and --stage',
  ],
  [
    'a stage without a DGPB',
    () => [...tsne, '--model', at('nafnet'), '--stage', 'before', '-o', at('x.svg')],
    2,
    'need a model with DGPBs, got nafnet',
  ],
  [
    'features without a DGPB',
    () => ['features', at('clean', 'a.png'), '--model', at('nafnet'), '-o', at('x.svg')],
    2,
    'nafnet',
  ],
  ['no model', () => [...tsne, '--model', at('none'), '-o', at('x.svg')], 2, 'none'],
  ['half a pair', () => ['visual', '--input', at('clean'), ...first, '-o', at('x.svg')], 2, '--target'],
  [
    'no such picture',
    () => ['visual', '--data', at('clean'), '--picture', 'a.pgn', ...first, '-o', at('x.svg')],
    2,
    'Did you mean a.png',
  ],
  [
    'a part that leaves the picture',
    () => ['visual', '--data', at('clean'), '--zoom', '40,0,20', ...first, '-o', at('x.svg')],
    2,
    'exceeds denoise-25',
  ],
  ['no square', () => ['visual', '--data', at('clean'), '--zoom', '4,4', '-o', at('x.svg')], 2, '120,80,64'],
  ['no such file', () => ['features', at('no.png'), ...first, '-o', at('x.svg')], 1, 'no.png'],
  ['no results', () => ['gamma', at('clean', 'a.png'), '-o', at('x.svg')], 1, 'no results of a sweep'],
])('%s is said, and nothing drawn', async (_, args, code, message) => {
  expect(await run(...args())).toMatchObject({ code, stderr: expect.stringContaining(message) })
  expect(existsSync(at('x.svg'))).toBe(false)
})

test('an existing figure is overwritten with --force alone', async () => {
  writeFileSync(at('there.svg'), 'mine')
  const args = ['orders', '--model', at('first'), '-o', at('there.svg')]
  expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') })
  expect(readFileSync(at('there.svg'), 'utf8')).toBe('mine')
})
