import { toTorchLayout } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { toGraphDef } from '@dfpir/graph'
import { networkKeyMap, readWeights } from '@dfpir/model'
import { loadTensorflow } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { CompiledStep } from './compiled-step.js'
import { readTinyJson, tinyBatch, tinyConfig, tinyNetwork, tinySizes, tinyTensors } from './dfpir-tiny.test.helper.js'
import { traceStep } from './trace-step.js'

const keys = networkKeyMap(tinyConfig)

interface TrainingGolden {
  adam: { lr: number; losses: number[] }
  without_gradient: string[]
}

let compiled: Awaited<ReturnType<typeof compile>>

beforeAll(async () => {
  compiled = await compile()
})
afterAll(() => compiled.session.dispose())

async function compile() {
  const model = await tinyNetwork()
  const graph = traceStep(model, { ...tinySizes, gradients: true })
  const state = await readWeights(model)
  model.dispose()
  const tensorflow = await loadTensorflow()
  const session = CompiledStep.compile(tensorflow, graph)
  return { session, graph, state, tensorflow, batch: await tinyBatch() }
}

test('the compiled step gives the reference’s five Adam losses and the weights after them', async () => {
  const { adam } = await readTinyJson<TrainingGolden>('training')
  const { session, batch, state: start } = compiled
  await session.assign(start)
  const losses: number[] = []
  for (let step = 1; step <= adam.losses.length - 1; step++) {
    losses.push((await session.run(step, adam.lr, [batch])).loss)
  }
  expect(losses).toBeWithin(1e-5, adam.losses.slice(0, -1))
  const state = await session.read()
  for (const [name, expected] of await tinyTensors('after-5-adam-steps')) {
    const entry = keys.entries.find(({ torch }) => torch === name)
    if (!entry) throw new Error(`no weight ${name}`)
    const actual = toTorchLayout(entry.kind, state.get(entry.layer) as Float32Tensor)
    expect(actual.data).toBeWithin(2e-5, expected.data)
  }
})

test('a step with another learning rate misses the losses', async () => {
  const { adam } = await readTinyJson<TrainingGolden>('training')
  const { session, batch, state } = compiled
  await session.assign(state)
  await session.run(1, adam.lr * 1.5, [batch])
  expect([(await session.run(2, adam.lr, [batch])).loss]).not.toBeWithin(1e-5, [adam.losses[1]])
})

test('the traced gradients are the reference’s', async () => {
  const { graph, state, tensorflow, batch } = compiled
  const session = tensorflow.createSession(toGraphDef(graph), { rewrite: false })
  const weights = [...graph.variables.keys()]
  const feeds = Object.fromEntries(weights.map(name => [`value/${name}`, state.get(name) as Float32Tensor]))
  await session.run({ feeds, targets: weights.map(name => `assign/${name}`) })
  const fetches = graph.updates.map(({ variable }) => `gradient/${variable}`)
  const gradients = await session.run({ feeds: { ...batch }, fetches })
  await session.dispose()
  const expected = await tinyTensors('gradients')
  expect(expected.size).toBe(fetches.length)
  for (const { layer, torch, kind } of keys.entries.filter(entry => expected.has(entry.torch))) {
    const gradient = toTorchLayout(kind, gradients[`gradient/${layer}`] as Float32Tensor)
    expect(gradient.data).toBeRelativelyWithin(1e-4, (expected.get(torch) as Float32Tensor).data)
  }
})

test('steps leave no tensors and no memory behind', async () => {
  const { session, state, batch } = compiled
  await session.assign(state)
  const run = async (from: number, to: number) => {
    for (let step = from; step <= to; step++) await session.run(step, 1e-4, [batch])
    return { tensors: tf.memory().numTensors, resident: process.memoryUsage().rss }
  }
  const before = await run(1, 8)
  const after = await run(9, 32)
  expect(after.tensors).toBe(before.tensors)
  expect(after.resident - before.resident).toBeLessThan(48 * 2 ** 20)
})
