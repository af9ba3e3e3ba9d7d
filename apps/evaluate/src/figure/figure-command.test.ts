import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { at, draw, expectFailure, first, run, second } from './figure.test.helper.js'

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
  ['features without a DGPB', () => ['features', at('clean', 'a.png'), '--model', at('nafnet')], 2, 'nafnet'],
  ['half a pair', () => ['visual', '--input', at('clean'), ...first], 2, '--target'],
  ['no such picture', () => ['visual', '--data', at('clean'), '--picture', 'a.pgn', ...first], 2, 'Did you mean a.png'],
  [
    'a part that leaves the picture',
    () => ['visual', '--data', at('clean'), '--zoom', '40,0,20', ...first],
    2,
    'exceeds denoise-25',
  ],
  ['no square', () => ['visual', '--data', at('clean'), '--zoom', '4,4'], 2, '120,80,64'],
  ['no such file', () => ['features', at('no.png'), ...first], 1, 'no.png'],
  ['no results', () => ['gamma', at('clean', 'a.png')], 1, 'no results of a sweep'],
])('%s is reported, and nothing drawn', async (_, args, code, message) => {
  await expectFailure(args(), code, message)
})

test('a figure needs a file of a known kind', async () => {
  expect(await run('orders')).toMatchObject({ code: 2, stderr: expect.stringContaining('--output') })
  const other = await run('orders', '-o', at('x.eps'))
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('expected .svg, .png or .pdf') })
  expect(existsSync(at('x.eps'))).toBe(false)
})

test('an existing figure is overwritten with --force alone', async () => {
  writeFileSync(at('there.svg'), 'mine')
  const args = ['orders', '--model', at('first'), '-o', at('there.svg')]
  expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') })
  expect(readFileSync(at('there.svg'), 'utf8')).toBe('mine')
})
