import { readFile } from 'node:fs/promises'
import { readSafetensors, toFloat32, toTorchLayout } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { lossGradients } from '@dfpir/eager'
import { createDfpir, dfpirKeyMap, loadStateDict, namedWeights, parseConfig, readWeights } from '@dfpir/model'
import { loadTensorflow } from '@dfpir/tensorflow'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import { CompiledStep } from './compiled-step.js'
import { EagerStep, type EagerStepOptions } from './eager-step.js'
import { l1Loss } from './losses.js'
import { traceStep } from './trace-step.js'
import type { StepBatch, StepState } from './training-step.js'
import { useCpuBackend } from './use-cpu-backend.js'

const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1, heads: [1, 2, 4, 8] })
const { entries } = dfpirKeyMap(config)
const sizes = { batch: 2, height: 32, width: 40, promptSize: 512 }

let batch: StepBatch
let adam: { lr: number; losses: number[] }

beforeAll(async () => {
  const files = await golden('forward')
  const [input, target] = ['input', 'target'].map(name => toNhwc(files.get(name) as Float32Tensor))
  batch = { input, target, prompt: files.get('prompt') as Float32Tensor }
  adam = JSON.parse(await readFile(goldenPath('dfpir-tiny/training.json'), 'utf8')).adam
})

async function golden(name: string): Promise<Map<string, Float32Tensor>> {
  const { tensors } = await readSafetensors(goldenPath(`dfpir-tiny/${name}.safetensors`))
  const floats = [...tensors].filter(([, { dtype }]) => dtype === 'F32')
  return new Map(floats.map(([key, entry]) => [key, toFloat32(entry)]))
}

function toNhwc({ shape: [b, c, h, w], data }: Float32Tensor): Float32Tensor {
  const values = new Float32Array(data.length)
  for (let n = 0, i = 0; n < b; n++)
    for (let k = 0; k < c; k++) for (let p = 0; p < h * w; p++, i++) values[(n * h * w + p) * c + k] = data[i]
  return { shape: [b, h, w, c], data: values }
}

/** The reference's network. */
async function network() {
  await useCpuBackend()
  const model = createDfpir(config)
  loadStateDict(model, config, await golden('weights'))
  return model
}

const open = async (options?: EagerStepOptions) => EagerStep.create(await network(), options)

test('five steps give the reference’s losses and the weights after them', async () => {
  const step = await open()
  const losses: number[] = []
  for (let number = 1; number < adam.losses.length; number++) {
    losses.push((await step.run(number, adam.lr, [batch])).loss)
  }
  expect(losses).toBeWithin(1e-5, adam.losses.slice(0, -1))
  const state = await step.read()
  for (const [name, expected] of await golden('after-5-adam-steps')) {
    const { layer, kind } = entries.find(({ torch }) => torch === name)!
    expect(toTorchLayout(kind, state.get(layer) as Float32Tensor).data).toBeWithin(2e-5, expected.data)
  }
  await step.close()
})

test('the gradients are the reference’s', async () => {
  const model = await network()
  const step = await EagerStep.create(model)
  const weights = new Map([...namedWeights(model)].filter(([, { trainable }]) => trainable))
  const [input, target, prompt] = [batch.input, batch.target, batch.prompt].map(({ data, shape }) =>
    tf.tensor(data, [...shape]),
  )
  const loss = () => l1Loss(model.apply([input, prompt]) as tf.Tensor, target)
  const variables = [...weights.values()].map(weight => weight.read() as tf.Variable)
  const { gradients } = lossGradients(loss, variables)
  const names = [...weights.keys()]
  const expected = await golden('gradients')
  expect(expected.size).toBe(names.length)
  for (const { layer, torch, kind } of entries.filter(entry => expected.has(entry.torch))) {
    const gradient = gradients[names.indexOf(layer)]
    const { data } = toTorchLayout(kind, { shape: gradient.shape, data: gradient.dataSync<'float32'>() })
    expect(data).toBeRelativelyWithin(1e-4, expected.get(torch)!.data)
  }
  await step.close()
})

test('it does what a compiled step does: decay, clipping, averages, frozen weights, shared steps', async () => {
  const options = {
    adam: { beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 },
    ...{ clipNorm: 0.05, ema: 0.9, isTrained: (name: string) => !name.startsWith('encoder_level1') },
  }
  const model = await network()
  const graph = traceStep(model, { ...sizes, ...options, accumulate: 2 })
  const start = await readWeights(model)
  model.dispose()
  const compiled = CompiledStep.compile(await loadTensorflow(), graph, options)
  await compiled.assign(start)
  const eager = await open(options)
  await eager.assign(start)
  const batches = [batch, { ...batch, input: batch.target, target: batch.input }]
  for (let number = 1; number <= 2; number++) {
    const results = [await compiled.run(number, 1e-3, batches), await eager.run(number, 1e-3, batches)]
    expect(results[1].loss).toBeCloseTo(results[0].loss, 5)
    expect(results[1].gradientNorm).toBeCloseTo(results[0].gradientNorm as number, 4)
  }
  expectSame(await eager.read(), await compiled.read())
  await compiled.close()
  await eager.close()
})

function expectSame(actual: StepState, expected: StepState): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort())
  for (const [name, { shape, data }] of expected) {
    expect(actual.get(name)?.shape).toEqual(shape)
    expect(actual.get(name)?.data).toBeWithin(2e-5, data)
  }
}

test('what was read can be assigned, and goes on where it was', async () => {
  const step = await open()
  await step.run(1, 1e-3, [batch])
  const state = await step.read()
  const { loss } = await step.run(2, 1e-3, [batch])
  await step.assign(state)
  expect((await step.run(2, 1e-3, [batch])).loss).toBeCloseTo(loss, 6)
  await expect(step.assign(new Map())).rejects.toThrow('that got no value')
  await step.close()
})

test('steps leave no tensors behind, and a closed step nothing', async () => {
  await useCpuBackend()
  const before = tf.memory().numTensors
  const step = await open({ clipNorm: 1, ema: 0.5 })
  await step.run(1, 1e-4, [batch])
  const { numTensors } = tf.memory()
  for (let number = 2; number < 5; number++) await step.run(number, 1e-4, [batch, batch])
  expect(tf.memory().numTensors).toBe(numTensors)
  await step.close()
  expect(tf.memory().numTensors).toBe(before)
})
