import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { parseTrainingConfig, readTrainingConfig } from './config.js'
import { presetNames } from './training-presets.js'

const valid = {
  model: { dim: 8, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 2, 4, 8] },
  data: [{ task: 'denoise', sigma: [15, 25], clean: 'photos' }],
  patch: 16,
  batch: 2,
  steps: 4,
  output: 'runs/x',
}

test('fills in defaults and resolves paths against the file', () => {
  const config = parseTrainingConfig(valid, '/somewhere')
  expect(config.data[0].clean).toBe(resolve('/somewhere/photos'))
  expect(config.output).toBe(join('/somewhere', 'runs', 'x'))
  expect(config.phases).toEqual([{ patch: 16, batch: 2, steps: 4, epochs: undefined, learningRate: 1e-4 }])
  expect(config.model).toMatchObject({ gamma: 0.9 })
})

test('folders of rain layers and depth maps are relative to the file, too', () => {
  const data = [
    { task: 'derain', clean: 'photos', streaks: 'rain' },
    { task: 'dehaze', clean: 'rooms/images', depth: 'rooms/depths' },
  ]
  const config = parseTrainingConfig({ ...valid, data }, '/somewhere')
  expect(config.data[0].streaks).toBe(resolve('/somewhere/rain'))
  expect(config.data[1].depth).toBe(resolve('/somewhere/rooms/depths'))
})

test('an encoder is a folder beside the file, or an id on a hub', () => {
  const encoder = (name: string) => parseTrainingConfig({ ...valid, prompts: { encoder: name } }, __dirname).prompts
  expect(encoder('../src')).toEqual({ vocabulary: 'detailed', encoder: __dirname })
  expect(encoder('owner/name@v1')).toEqual({ vocabulary: 'detailed', encoder: 'owner/name@v1' })
  expect(parseTrainingConfig({ ...valid, prompts: {} }, '/').prompts).toEqual({ vocabulary: 'detailed' })
})

test('noise may range; its prompts are those of the paper unless the file says otherwise', () => {
  const sigma = (value: object) =>
    parseTrainingConfig({ ...valid, data: [{ task: 'denoise', sigma: value, clean: 'x' }] }, '/').data[0].sigma
  expect(sigma({ from: 0, to: 55 })).toEqual({ from: 0, to: 55, prompts: [15, 25, 50] })
  expect(sigma({ from: 0, to: 9, prompts: [5] })).toEqual({ from: 0, to: 9, prompts: [5] })
})

test('a finetune phase takes what it does not say from the training', () => {
  const config = parseTrainingConfig({ ...valid, finetune: { steps: 2, patch: 24 } }, '/')
  expect(config.phases[1]).toEqual({ patch: 24, batch: 2, steps: 2, epochs: undefined, learningRate: 1e-4 })
})

test.each([
  [{ learnigRate: 1 }, 'did you mean learningRate?'],
  [{ data: [{ task: 'denoise', sigmas: 3, clean: 'x' }] }, 'unknown key data.0.sigmas (did you mean sigma?)'],
  [{ data: [{ task: 'denoise', sigma: { from: 0, till: 5 }, clean: 'x' }] }, 'data.0.sigma'],
  [{ data: [{ task: 'derain', also: { fog: 0.5 }, clean: 'x' }] }, 'data.0.also'],
  [{ data: [{ task: 'derain', also: { dehaze: 2 }, clean: 'x' }] }, 'data.0.also.dehaze'],
  [{ data: [{ task: 'denoise', noise: 'real', sigma: 15, clean: 'x' }] }, 'data.0.noise'],
  [{ model: { dims: 3 } }, 'dim'],
  [{ prompts: { encodr: 'x' } }, 'unknown key prompts.encodr (did you mean encoder?)'],
  [{ prompts: { vocabulary: 'short' } }, 'prompts.vocabulary'],
  [{ prompts: 'detailed' }, 'prompts'],
  [{ data: [{ task: 'sharpen', clean: 'x' }] }, 'data.0.task'],
  [{ patch: 20 }, 'multiple of 8'],
  [{ epochs: 3 }, 'either steps or epochs'],
  [{ steps: -1 }, 'steps'],
  [{ data: [] }, 'data'],
  [{ weightDecay: 0.1 }, 'optimizer adamw or sgd'],
  [{ momentum: 0.9 }, 'need the optimizer sgd'],
  [{ optimizer: 'adamw', nesterov: true }, 'need the optimizer sgd'],
  [{ optimizer: 'sgd', momentum: 0, nesterov: true }, 'a momentum above 0'],
  [{ optimizer: 'sgd', momentum: 1 }, 'momentum'],
  [{ ema: 1 }, 'ema'],
  [{ betas: [0.9] }, 'betas'],
  [{ loss: 'l3' }, 'loss'],
  [{ validate: { every: 2, data: [], patch: 16 } }, 'validate.data'],
  [
    { validate: { evry: 2, data: [{ task: 'derain', clean: 'x' }] } },
    'unknown key validate.evry (did you mean every?)',
  ],
  [
    { validate: { every: 2, data: [{ task: 'derain', clean: 'x' }], patch: 20 } },
    'validate.patch must be a multiple of 8',
  ],
  [{ eager: true, precision: 'bf16' }, 'only f32'],
  [{ mixup: 0.6, cutmix: 0.5 }, 'at most 1 together'],
  [{ mixup: 1.5 }, 'mixup'],
  [{ cutmix: 0.5, batch: 1 }, 'a batch of at least 2'],
  [{ eager: true, device: 'cpu' }, 'chooses its device itself'],
  [{ device: 'gpu' }, 'device'],
  [{ device: 'cuda:x' }, 'auto, cpu, cuda or cuda:N'],
  [{ device: 'cuda', precision: 'bf16' }, 'bf16 runs only on the processor'],
  [{ device: 'cpu', precision: 'f16' }, 'f16 runs only on an NVIDIA card'],
  [{ preset: 'paper-3' }, 'there is no preset paper-3'],
])('refuses %j', (change, message) => {
  expect(() => parseTrainingConfig({ ...valid, ...change }, '/')).toThrow(UsageError)
  expect(() => parseTrainingConfig({ ...valid, ...change }, '/')).toThrow(message)
})

test('what is no YAML is told in one line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-config-'))
  await writeFile(join(folder, 'bad.yaml'), 'model: {dim: 8\ndata: [')
  const failure = await readTrainingConfig(join(folder, 'bad.yaml')).catch((error: Error) => error)
  await rm(folder, { recursive: true })
  expect(failure).toBeInstanceOf(DataError)
  expect((failure as Error).message).toMatch(/bad\.yaml is not valid YAML: .* at line \d+, column \d+$/)
})

test('weights to begin with decide the network, unless the file asks for one', () => {
  const { model: _, ...rest } = valid
  expect(parseTrainingConfig({ ...rest, from: 'a.pth' }, '/').model).toBeUndefined()
  expect(parseTrainingConfig({ ...rest, from: 'a.pth' }, '/in').from).toBe(resolve('/in/a.pth'))
  expect(parseTrainingConfig({ ...valid, from: 'a.pth' }, '/').model).toMatchObject({ dim: 8 })
  expect(parseTrainingConfig(rest, '/').model).toMatchObject({ dim: 48 })
})

describe('presets', () => {
  test('have the datasets and the protocol of the paper', () => {
    const config = parseTrainingConfig({ preset: 'paper-5d', root: 'sets', output: 'run' }, '/')
    expect(config.phases).toEqual([
      { patch: 128, batch: 5, epochs: 80, steps: undefined, learningRate: 1e-4 },
      { patch: 192, batch: 3, epochs: 5, steps: undefined, learningRate: 1e-5 },
    ])
    expect(config.data.map(({ task, repeat }) => [task, repeat])).toEqual([
      ['denoise', 9],
      ['denoise', 9],
      ['derain', 80],
      ['dehaze', 1],
      ['deblur', 30],
      ['lowlight', 60],
    ])
    expect(config.data[2]).toMatchObject({ layout: 'rain100l', root: resolve('/sets/Rain100L') })
    expect(config.data[0]).toMatchObject({ clean: resolve('/sets/BSD400'), sigma: [15, 25, 50] })
  })

  test.each(presetNames)('%s can be shortened and changed by the file itself', preset => {
    const short = { steps: 3, patch: 16, batch: 1, finetune: { steps: 1, patch: 24 } }
    const config = parseTrainingConfig({ preset, output: 'run', ...short }, '/')
    const phases = config.phases.map(({ steps, epochs, patch }) => [steps, epochs, patch])
    expect(phases).toEqual([
      [3, undefined, 16],
      [1, undefined, 24],
    ])
    expect(config.data.length).toBeGreaterThan(0)
  })

  test('those of the authors have their schedule and lists, and no second phase', () => {
    const file = { preset: 'authors-3d', root: 'sets', lists: 'data_dir', output: 'run' }
    const config = parseTrainingConfig(file, '/')
    expect(config.phases).toHaveLength(1)
    expect(config.schedule).toEqual({ type: 'cosine', over: '500 epochs', per: 'epoch' })
    expect(config.minLearningRate).toBe(0)
    expect(config.data.map(({ task, sigma, repeat, names }) => [task, sigma, repeat, names])).toEqual([
      ...[15, 25, 50].map(sigma => ['denoise', sigma, 3, resolve('/data_dir/noisy/denoise.txt')]),
      ...[15, 25, 50].map(sigma => ['denoise', sigma, 3, resolve('/data_dir/noisy/denoise.txt')]),
      ['derain', undefined, 120, resolve('/data_dir/rainy/rainTrain.txt')],
      ['dehaze', undefined, 1, resolve('/data_dir/hazy/hazy_outside.txt')],
    ])
    expect(config.data.every(({ crop, symmetries }) => crop === 16 && symmetries === 7)).toBe(true)
    expect(() => parseTrainingConfig({ ...file, preset: 'paper-3d' }, '/')).toThrow('lists must be a folder, for the')
  })

  test('the second phase can be left out', () => {
    const { phases } = parseTrainingConfig({ preset: 'derain', output: 'run', finetune: false }, '/')
    expect(phases).toHaveLength(1)
  })
})

test.each([
  ['ssim', 8, 11],
  [{ l1: 1, 'ms-ssim': 0.2 }, 168, 176],
])('patches have room for the window of the loss %j', (loss, patch, smallest) => {
  const parse = () => parseTrainingConfig({ ...valid, patch, loss }, '/')
  expect(parse).toThrow(UsageError)
  expect(parse).toThrow(`patch must be at least ${smallest} for this loss, got ${patch}`)
})

test('a missing file is the caller’s mistake', async () => {
  await expect(readTrainingConfig('/nowhere/at-all.yaml')).rejects.toThrow(UsageError)
})
