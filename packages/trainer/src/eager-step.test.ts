import { toTorchLayout } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import type { OptimizerOptions } from '@dfpir/graph'
import { namedWeights, networkKeyMap, readWeights, recomputeBlocks } from '@dfpir/model'
import { loadTensorflow } from '@dfpir/tensorflow'
import { lossGradients } from '@dfpir/tensorflow/eager'
import * as tf from '@tensorflow/tfjs-core'
import { CompiledStep } from './compiled-step.js'
import { readTinyJson, tinyBatch, tinyConfig, tinyNetwork, tinySizes, tinyTensors } from './dfpir-tiny.test.helper.js'
import { EagerStep, type EagerStepOptions } from './eager-step.js'
import { l1Loss } from './losses.js'
import type { StepState } from './step-state.js'
import { traceStep } from './trace-step.js'
import type { StepBatch } from './training-step.js'
import { useCpuBackend } from './use-cpu-backend.js'

const { entries } = networkKeyMap(tinyConfig)

let batch: StepBatch
let adam: { lr: number; losses: number[] }

beforeAll(async () => {
  batch = await tinyBatch()
  adam = (await readTinyJson<{ adam: typeof adam }>('training')).adam
})

const open = async (options?: EagerStepOptions) => EagerStep.create(await tinyNetwork(), options)

test('five steps give the reference’s losses and the weights after them', async () => {
  const step = await open()
  const losses: number[] = []
  for (let number = 1; number < adam.losses.length; number++) {
    losses.push((await step.run(number, adam.lr, [batch])).loss)
  }
  expect(losses).toBeWithin(1e-5, adam.losses.slice(0, -1))
  const state = await step.read()
  for (const [name, expected] of await tinyTensors('after-5-adam-steps')) {
    const { layer, kind } = entries.find(({ torch }) => torch === name)!
    expect(toTorchLayout(kind, state.get(layer) as Float32Tensor).data).toBeWithin(2e-5, expected.data)
  }
  await step.dispose()
})

test('the gradients are the reference’s', async () => {
  const model = await tinyNetwork()
  const step = await EagerStep.create(model)
  const weights = new Map([...namedWeights(model)].filter(([, { trainable }]) => trainable))
  const [input, target, prompt] = [batch.input, batch.target, batch.prompt].map(({ data, shape }) =>
    tf.tensor(data, [...shape]),
  )
  const loss = () => l1Loss(model.apply([input, prompt]) as tf.Tensor, target)
  const variables = [...weights.values()].map(weight => weight.read() as tf.Variable)
  const { gradients } = lossGradients(loss, variables)
  const names = [...weights.keys()]
  const expected = await tinyTensors('gradients')
  expect(expected.size).toBe(names.length)
  for (const { layer, torch, kind } of entries.filter(entry => expected.has(entry.torch))) {
    const gradient = gradients[names.indexOf(layer)]
    const { data } = toTorchLayout(kind, { shape: gradient.shape, data: gradient.dataSync<'float32'>() })
    expect(data).toBeRelativelyWithin(1e-4, expected.get(torch)!.data)
  }
  await step.dispose()
})

test.each<OptimizerOptions>([
  { kind: 'adam', beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 },
  { kind: 'sgd', momentum: 0.8, weightDecay: 0.1 },
  { kind: 'sgd', nesterov: true },
])(
  'it does what a compiled step does with %j, clipping, averages, frozen weights and shared steps',
  async optimizer => {
    const options = {
      optimizer,
      ...{ clipNorm: 0.05, ema: 0.9, isTrained: (name: string) => !name.startsWith('encoder_level1') },
    }
    const model = await tinyNetwork()
    const graph = traceStep(model, { ...tinySizes, ...options, accumulate: 2 })
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
    await compiled.dispose()
    await eager.dispose()
  },
)

function expectSame(actual: StepState, expected: StepState): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort())
  for (const [name, { shape, data }] of expected) {
    expect(actual.get(name)?.shape).toEqual(shape)
    expect(actual.get(name)?.data).toBeWithin(2e-5, data)
  }
}

test('blocks that compute their inner values again change nothing', async () => {
  const plain = await open()
  const model = await tinyNetwork()
  recomputeBlocks(model)
  const step = await EagerStep.create(model)
  const losses = [await plain.run(1, 1e-3, [batch]), await step.run(1, 1e-3, [batch])].map(({ loss }) => loss)
  expect(losses[1]).toBeCloseTo(losses[0], 6)
  expectSame(await step.read(), await plain.read())
  const { numTensors } = tf.memory()
  await step.run(2, 1e-3, [batch])
  expect(tf.memory().numTensors).toBe(numTensors)
  await step.dispose()
  await plain.dispose()
})

test('what was read can be assigned, and goes on where it was', async () => {
  const step = await open()
  await step.run(1, 1e-3, [batch])
  const state = await step.read()
  const { loss } = await step.run(2, 1e-3, [batch])
  await step.assign(state)
  expect((await step.run(2, 1e-3, [batch])).loss).toBeCloseTo(loss, 6)
  await expect(step.assign(new Map())).rejects.toThrow('no value was given')
  await step.dispose()
})

test('steps leave no tensors behind, and a disposed step nothing', async () => {
  await useCpuBackend()
  const before = tf.memory().numTensors
  const step = await open({ clipNorm: 1, ema: 0.5 })
  await step.run(1, 1e-4, [batch])
  const { numTensors } = tf.memory()
  await step.run(2, 1e-4, [batch, batch])
  expect(tf.memory().numTensors).toBe(numTensors)
  await step.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
