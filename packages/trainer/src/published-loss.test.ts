import { join } from 'node:path'
import { readSafetensors, toStateDict, toTorchLayout } from '@dfpir/checkpoints'
import { type Float32Tensor, UsageError } from '@dfpir/core'
import { toGraphDef } from '@dfpir/graph'
import { createNetwork, loadStateDict, networkKeyMap, readPretrained, readWeights, registerNetwork } from '@dfpir/model'
import { nafnetNetwork } from '@dfpir/networks'
import { loadTensorflow } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { CompiledStep } from './compiled-step.js'
import { toNhwc } from './dfpir-tiny.test.helper.js'
import { EagerStep } from './eager-step.js'
import { lossFor, makeLoss, summedLoss } from './losses.js'
import { traceStep } from './trace-step.js'
import type { StepBatch } from './training-step.js'
import { useCpuBackend } from './use-cpu-backend.js'

// Networks whose published training supervises several outputs, with PyTorch's results, and tolerances of the gradients
// relative to the largest number of each tensor. DGUNet's merge magnifies rounding (docs/networks/dgunet.md).
const networks = [
  ['mprnet', ['output', 'output2', 'output1'], 1e-4],
  ['dgunet', ['output', 'output3', 'output2', 'output1'], 1e-3],
] as const

const fixture = (name: string, file: string) => join(__dirname, '../../networks/fixtures', name, `${file}.safetensors`)

async function tensors(name: string, file: string): Promise<Map<string, Float32Tensor>> {
  return toStateDict((await readSafetensors(fixture(name, file))).tensors)
}

async function open(name: string) {
  await useCpuBackend()
  const { config, stateDict } = await readPretrained(fixture(name, 'weights'))
  const forward = await tensors(name, 'forward')
  const [input, target] = ['input', 'target'].map(key => toNhwc(forward.get(key)!))
  const prompt = { shape: [2, 0], data: new Float32Array(0) }
  const [batch, height, width] = input.shape
  const create = (): LayersModel => {
    const model = createNetwork(config, { supervised: true })
    loadStateDict(model, config, stateDict)
    return model
  }
  const loss = makeLoss(lossFor(config))
  const stored = (key: string) => forward.get(key)!.data[0]
  return { config, forward, create, loss, stored, batch: { input, target, prompt }, sizes: { batch, height, width } }
}

test.each(networks)('%s: the loss of the published training, term by term', async (name, outputs) => {
  const { forward, batch, loss, stored } = await open(name)
  const picture = (key: string) => toTensor(toNhwc(forward.get(key)!))
  const sum = (term: typeof loss) => summedLoss(term, outputs.map(picture), toTensor(batch.target)).dataSync()[0]
  expect(sum(makeLoss('charbonnier'))).toBeCloseTo(stored('charbonnier_loss'), 5)
  expect(sum(makeLoss('edge'))).toBeCloseTo(stored('edge_loss'), 5)
  expect(sum(loss)).toBeCloseTo(stored('training_loss'), 5)
  expect(sum(makeLoss({ charbonnier: 1, edge: 0.051 }))).not.toBeCloseTo(stored('training_loss'), 5)
})

test.each(networks)('%s: compiled and eager steps have the loss of the published training', async name => {
  const { create, loss, batch, sizes, stored } = await open(name)
  const model = create()
  const start = await readWeights(model)
  const optimizer = { kind: 'sgd' } as const // Adam’s first step has the sign of gradients that are nothing but rounding
  const compiled = CompiledStep.compile(await loadTensorflow(), traceStep(model, { ...sizes, loss, optimizer }))
  await compiled.assign(start)
  const eager = await EagerStep.create(model, { loss, optimizer })
  for (const step of [compiled, eager]) {
    const { loss: found } = await step.run(1, 1e-2, [batch])
    expect(found).toBeCloseTo(stored('training_loss'), 4)
  }
  const after = await compiled.read()
  for (const [weight, { data }] of await eager.read()) expect(data).toBeWithin(2e-5, after.get(weight)!.data)
  await compiled.dispose()
  await eager.dispose()
})

test.each(networks)('%s: the traced gradients of the L1 losses are PyTorch’s', async (name, _, tolerance) => {
  const { config, create, batch, sizes } = await open(name)
  const model = create()
  const graph = traceStep(model, { ...sizes, gradients: true })
  const session = (await loadTensorflow()).createSession(toGraphDef(graph), { rewrite: false })
  const values = [...(await readWeights(model))].filter(([weight]) => graph.variables.has(weight))
  model.dispose()
  const feeds = Object.fromEntries(values.map(([weight, value]) => [`value/${weight}`, value]))
  await session.run({ feeds, targets: values.map(([weight]) => `assign/${weight}`) })
  const fetches = graph.updates.map(({ variable }) => `gradient/${variable}`)
  const gradients = await session.run({ feeds: stepFeeds(batch), fetches })
  await session.dispose()
  const expected = await tensors(name, 'gradients')
  const compared = networkKeyMap(config).entries.filter(({ torch }) => expected.has(torch))
  expect(compared).toHaveLength(expected.size)
  for (const { layer, torch, kind } of compared) {
    const { data } = toTorchLayout(kind, gradients[`gradient/${layer}`] as Float32Tensor)
    const { data: published } = expected.get(torch)!
    const scale = Math.max(...published.map(Math.abs))
    expect(data.map(value => value / scale)).toBeWithin(
      tolerance,
      published.map(value => value / scale),
    )
  }
})

test('a training file’s loss comes before the network’s, and that before L1', async () => {
  const { config } = await open('mprnet')
  expect(lossFor(config)).toEqual({ charbonnier: 1, edge: 0.05 })
  expect(lossFor(config, 'l2')).toBe('l2')
  expect(lossFor({ architecture: 'nafnet' })).toBe('l1')
  const training = { loss: { perceptual: 1 }, connect: () => [] }
  registerNetwork({ ...nafnetNetwork, name: 'misled', training }, 'file:///misled.js')
  expect(() => lossFor({ architecture: 'misled' })).toThrow(UsageError)
  expect(() => lossFor({ architecture: 'misled' })).toThrow('unknown term, perceptual')
})

const stepFeeds = ({ input, target }: StepBatch) => ({ input, target })

function toTensor({ data, shape }: Float32Tensor): tf.Tensor {
  return tf.tensor(data, [...shape])
}
