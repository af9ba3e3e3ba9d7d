import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryToFloat32, parseCheckpoint, readSafetensors, toStateDict } from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, Random } from '@dfpir/core'
import {
  createDfpir,
  type DfpirConfig,
  type PretrainedModel,
  parseConfig,
  readPretrained,
  stateDict,
} from '@dfpir/model'
import { fixedPrompts, vocabulary } from '@dfpir/prompts'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { exportOnnx } from './export-onnx.js'
import { forward } from './forward.js'
import { tiny } from './random-model.test.helper.js'

type Inputs = Record<'image' | 'prompt', Float32Tensor>

async function open(file: Uint8Array) {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 3 })
  const run = async (inputs: Inputs): Promise<Float32Tensor> => {
    const tensors = Object.entries(inputs).map(([name, { data, shape }]) => [name, new Tensor('float32', data, shape)])
    const { restored } = await session.run(Object.fromEntries(tensors))
    return { shape: restored.dims, data: restored.data as Float32Array }
  }
  return { run, dispose: () => session.release() }
}

function random(shape: readonly number[], seed: number): Float32Tensor {
  const generator = new Random(seed)
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => generator.uniform()) }
}

async function randomModel(config: DfpirConfig = tiny): Promise<PretrainedModel> {
  const model = createDfpir(config, { seed: 3 })
  const weights = await stateDict(model, config)
  model.dispose()
  const prompts = fixedPrompts(vocabulary, config.promptSize)
  return { config, stateDict: weights, prompts, metadata: { source: 'random' } }
}

beforeAll(async () => {
  await tf.setBackend('cpu')
})

test('the reference implementation gives the same', async () => {
  const read = async (name: string) => (await readSafetensors(goldenPath(`dfpir-tiny/${name}.safetensors`))).tensors
  const weights = toStateDict(await read('weights'))
  const golden = await read('forward')
  const [image, prompt, output] = ['input', 'prompt', 'output'].map(name => entryToFloat32(golden.get(name)!))
  const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })
  const session = await open(await exportOnnx({ config, stateDict: weights, prompts: [], metadata: {} }))
  const restored = await session.run({ image, prompt })
  await session.dispose()
  expect(restored.shape).toEqual(output.shape)
  expect(restored.data).toBeWithin(2e-5, output.data)
})

test('one file equals `forward` for any batch and size, with a prompt per picture', async () => {
  const model = await randomModel()
  const session = await open(await exportOnnx(model))
  const sizes = fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 40 }),
    width: fc.integer({ min: 1, max: 40 }),
  })
  const compare = async ({ batch, height, width }: { batch: number; height: number; width: number }) => {
    const image = random([batch, 3, height, width], height)
    const prompt = random([batch, tiny.promptSize], width)
    const restored = await session.run({ image, prompt })
    const { output } = await forward({ ...model, input: image, prompt, engine: 'onnxruntime', threads: 1 })
    expect(restored.shape).toEqual(output.shape)
    expect(restored.data).toBeWithin(2e-5, output.data)
  }
  await fc.assert(fc.asyncProperty(sizes, compare), { numRuns: 4, seed: 4 })
  await session.dispose()
})

test.each<[string, Partial<DfpirConfig>]>([
  ['hidden channels that are filled up', { dim: 8, heads: [2, 4, 2, 8], expansion: 1.9, refinement: 1 }],
  ['channel attention', { channelPerturbation: 'attention' }],
  ['no channel perturbation', { channelPerturbation: 'none', gamma: 1 }],
  ['no attention perturbation', { attentionPerturbation: false }],
  ['bias-free layer norms', { norm: 'bias-free' }],
])('every weight is an initializer as published: %s', async (_, overrides) => {
  const model = await randomModel(parseConfig({ ...tiny, ...overrides }))
  const file = await exportOnnx(model)
  const { tensors } = parseCheckpoint(file, 'exported')
  for (const [name, { shape, data }] of model.stateDict) {
    expect({ name, shape: tensors.get(name)?.shape }).toEqual({ name, shape })
    expect(entryToFloat32(tensors.get(name)!).data).toEqual(data)
  }
  const session = await open(file)
  const inputs = { image: random([1, 3, 9, 15], 1), prompt: random([1, tiny.promptSize], 2) }
  const restored = await session.run(inputs)
  await session.dispose()
  const { output } = await forward({ ...model, input: inputs.image, prompt: inputs.prompt, engine: 'onnxruntime' })
  expect(restored.data).toBeWithin(2e-5, output.data)
})

test('the file is a whole model: it can be read back', async () => {
  const model = await randomModel()
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-export-'))
  const path = join(folder, 'net.onnx')
  await writeFile(path, await exportOnnx(model))
  const { config, prompts, metadata, stateDict: weights } = await readPretrained(path)
  await rm(folder, { recursive: true })
  expect({ config, prompts, metadata }).toEqual({
    config: model.config,
    prompts: model.prompts,
    metadata: model.metadata,
  })
  expect(weights).toEqual(model.stateDict)
})

test('weights that do not fit are refused', async () => {
  const model = await randomModel()
  const some = new Map([...model.stateDict].slice(1))
  await expect(exportOnnx({ ...model, stateDict: some })).rejects.toThrow(DataError)
})
