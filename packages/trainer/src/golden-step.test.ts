import { readFile } from 'node:fs/promises'
import { readSafetensors, toFloat32, toTorchLayout } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { toGraphDef } from '@dfpir/graph'
import { createDfpir, dfpirKeyMap, loadStateDict, parseConfig, readWeights } from '@dfpir/model'
import { loadTensorflow } from '@dfpir/tensorflow'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { CompiledStep } from './compiled-step.js'
import { traceStep } from './trace-step.js'

const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1, heads: [1, 2, 4, 8] })
const keys = dfpirKeyMap(config)

interface TrainingGolden {
  adam: { lr: number; losses: number[] }
  without_gradient: string[]
}

const golden = async (name: string) => {
  const { tensors } = await readSafetensors(goldenPath(`dfpir-tiny/${name}.safetensors`))
  return new Map([...tensors].filter(([, { dtype }]) => dtype === 'F32').map(([key, entry]) => [key, toFloat32(entry)]))
}

const toNhwc = ({ shape: [b, c, h, w], data }: Float32Tensor): Float32Tensor => {
  const values = new Float32Array(data.length)
  for (let n = 0, i = 0; n < b; n++)
    for (let k = 0; k < c; k++) for (let p = 0; p < h * w; p++, i++) values[(n * h * w + p) * c + k] = data[i]
  return { shape: [b, h, w, c], data: values }
}

let compiled: Awaited<ReturnType<typeof compile>>

beforeAll(async () => {
  compiled = await compile()
})
afterAll(() => compiled.session.close())

async function compile() {
  await tf.setBackend('cpu')
  const model = createDfpir(config)
  loadStateDict(model, config, await golden('weights'))
  const graph = traceStep(model, { batch: 2, height: 32, width: 40, promptSize: 512, gradients: true })
  const state = await readWeights(model)
  model.dispose()
  const tensorflow = await loadTensorflow()
  const session = CompiledStep.compile(tensorflow, graph)
  const files = await golden('forward')
  const input = toNhwc(files.get('input') as Float32Tensor)
  const target = toNhwc(files.get('target') as Float32Tensor)
  return { session, graph, state, tensorflow, batch: { input, target, prompt: files.get('prompt') as Float32Tensor } }
}

test('the compiled step gives the reference’s five Adam losses and the weights after them', async () => {
  const { adam } = JSON.parse(await readFile(goldenPath('dfpir-tiny/training.json'), 'utf8')) as TrainingGolden
  const { session, batch, state: start } = compiled
  await session.assign(start)
  const losses: number[] = []
  for (let step = 1; step <= adam.losses.length - 1; step++) {
    losses.push((await session.run(step, adam.lr, [batch])).loss)
  }
  expect(losses).toBeWithin(1e-5, adam.losses.slice(0, -1))
  const state = await session.read()
  for (const [name, expected] of await golden('after-5-adam-steps')) {
    const entry = keys.entries.find(({ torch }) => torch === name)
    if (!entry) throw new Error(`no weight ${name}`)
    const actual = toTorchLayout(entry.kind, state.get(entry.layer) as Float32Tensor)
    expect(actual.data).toBeWithin(2e-5, expected.data)
  }
})

test('a step with another learning rate misses the losses', async () => {
  const { adam } = JSON.parse(await readFile(goldenPath('dfpir-tiny/training.json'), 'utf8')) as TrainingGolden
  const { session, batch, state } = compiled
  await session.assign(state)
  await session.run(1, adam.lr * 1.5, [batch])
  expect([(await session.run(2, adam.lr, [batch])).loss]).not.toBeWithin(1e-5, [adam.losses[1]])
})

test('the traced gradients are the reference’s', async () => {
  const { graph, state, tensorflow, batch } = compiled
  const session = tensorflow.createSession(toGraphDef(graph))
  const weights = [...graph.variables.keys()]
  const feeds = Object.fromEntries(weights.map(name => [`value/${name}`, state.get(name) as Float32Tensor]))
  await session.run({ feeds, targets: weights.map(name => `assign/${name}`) })
  const fetches = graph.updates.map(({ variable }) => `gradient/${variable}`)
  const gradients = await session.run({ feeds: batch, fetches })
  await session.close()
  const expected = await golden('gradients')
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
