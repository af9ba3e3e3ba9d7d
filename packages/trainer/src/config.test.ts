import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { parseTrainingConfig, readTrainingConfig } from './config.js'

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
  expect(config.model.gamma).toBe(0.9)
})

test('a finetune phase takes what it does not say from the training', () => {
  const config = parseTrainingConfig({ ...valid, finetune: { steps: 2, patch: 24 } }, '/')
  expect(config.phases[1]).toEqual({ patch: 24, batch: 2, steps: 2, epochs: undefined, learningRate: 1e-4 })
})

test.each([
  [{ learnigRate: 1 }, 'did you mean learningRate?'],
  [{ data: [{ task: 'denoise', sigmas: 3, clean: 'x' }] }, 'unknown key data.0.sigmas (did you mean sigma?)'],
  [{ model: { dims: 3 } }, 'dim'],
  [{ data: [{ task: 'sharpen', clean: 'x' }] }, 'data.0.task'],
  [{ patch: 20 }, 'multiple of 8'],
  [{ epochs: 3 }, 'either steps or epochs'],
  [{ steps: -1 }, 'steps'],
  [{ data: [] }, 'data'],
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
  expect((failure as Error).message).toMatch(/bad\.yaml is no valid YAML: .* at line \d+, column \d+$/)
})

test('a missing file is the caller’s mistake', async () => {
  await expect(readTrainingConfig('/nowhere/at-all.yaml')).rejects.toThrow(UsageError)
})
