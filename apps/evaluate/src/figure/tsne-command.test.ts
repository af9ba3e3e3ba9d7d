import { vocabulary } from '@dfpir/prompts'
import { at, draw, expectFailure, first, second, tsne } from './figure.test.helper.js'

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

test.each<[string, () => string[], number, string]>([
  ['neither kind of folder', () => ['tsne', ...first], 2, '--data'],
  ['a folder without pictures', () => ['tsne', '--data', at('empty'), ...first], 1, 'expected images'],
  ['a block that is none', () => [...tsne, '--block', 'latant'], 2, 'Did you mean latent'],
  ['a stage that is none', () => [...tsne, '--stage', 'inside'], 2, 'before, dgcpm'],
  ['an odd patch', () => ['tsne', '--data', at('clean'), '--patch', '20'], 2, 'multiple of 8'],
  ['too large a patch', () => [...tsne.slice(0, 3), '--patch', '64', ...first], 2, 'smaller --patch'],
  ['one prompt alone', () => [...tsne, '--model', at('noise')], 2, 'at least two kinds'],
  ['a prompt that one lacks', () => [...tsne, ...second, '--prompt', 'dehaze'], 2, 'denoise-25, derain'],
  ['two models of a name', () => [...tsne, ...first, ...first], 2, 'two models have the label first'],
  [
    'a layer that is none',
    () => [...tsne, '--model', at('nafnet'), '--layer', 'midle_blks.0'],
    2,
    'the nafnet has no layer midle_blks.0\nhint: Did you mean middle_blks.0? Its layers are: intro, ',
  ],
  ['a layer of no model', () => [...tsne, ...first, '--layer', 'frist=latent.0'], 2, 'Did you mean first'],
  [
    'a layer and a block',
    () => [...tsne, ...first, '--layer', 'latent.0', '--block', 'latent'],
    2,
    '--layer excludes --block and --stage',
  ],
  [
    'a stage without a DGPB',
    () => [...tsne, '--model', at('nafnet'), '--stage', 'before'],
    2,
    'need a model with DGPBs, got nafnet',
  ],
  ['no model', () => [...tsne, '--model', at('none')], 2, 'none'],
])('%s is reported, and nothing drawn', async (_, args, code, message) => {
  await expectFailure(args(), code, message)
})
