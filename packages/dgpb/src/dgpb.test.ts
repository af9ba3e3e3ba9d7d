import { entryToFloat32, readSafetensors, type TensorEntry, toLayerLayout } from '@dfpir/checkpoints'
import { UsageError } from '@dfpir/core'
import { useEagerBackend } from '@dfpir/tensorflow/eager'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { type DgpbArgs, dgpb } from './dgpb.js'

const shapes: tfl.Shape[] = [
  [null, null, null, 30],
  [null, 512],
]

let weights: Map<string, TensorEntry>
let forward: Map<string, TensorEntry>
let features: tf.Tensor4D
let prompts: tf.Tensor2D
/** A corner of the features, where fewer pixels do. */
let corner: tf.Tensor4D

beforeAll(async () => {
  await useEagerBackend()
  weights = (await readSafetensors(goldenPath('dgpb/weights.safetensors'))).tensors
  forward = (await readSafetensors(goldenPath('dgpb/forward.safetensors'))).tensors
  features = tf.transpose(golden('input'), [0, 2, 3, 1])
  prompts = golden('prompt')
  corner = tf.slice(features, [0, 0, 0, 0], [2, 3, 4, 30])
})

function golden<T extends tf.Tensor>(name: string): T {
  const { data, shape } = entryToFloat32(forward.get(name)!)
  return tf.tensor(data, [...shape]) as T
}

/** A block in a network of its own, with the reference's weights where it has them. */
function block(args: DgpbArgs = {}): tfl.LayersModel {
  const inputs = shapes.map(shape => tfl.input({ batchShape: shape }))
  const layer = dgpb({ name: 'block', heads: 3, ...args })
  const model = tfl.model({ inputs, outputs: layer.apply(inputs) as tfl.SymbolicTensor })
  const specs = new Map(layer.weightSpecs(shapes).map(spec => [`block/${spec.name}`, spec]))
  for (const weight of layer.weights) {
    const { torch, layout } = specs.get(weight.originalName)!
    const entry = weights.get(torch)
    if (entry === undefined) continue
    const { data, shape } = toLayerLayout(layout, entryToFloat32(entry))
    weight.write(tf.tensor(data, [...shape]))
  }
  return model
}

function run(model: tfl.LayersModel, prompt: tf.Tensor = prompts, x: tf.Tensor = features) {
  const output = model.apply([x, prompt]) as tf.Tensor
  const values = output.dataSync()
  output.dispose()
  return values
}

const expectedOutput = (name: string) => tf.transpose(golden<tf.Tensor4D>(name), [0, 2, 3, 1]).dataSync()

test.each([
  ['exclude', 0.5],
  ['exclude', 0.7],
  ['exclude', 0.8],
  ['exclude', 0.9],
  ['exclude', 1],
  ['multiply', 0.5],
  ['multiply', 0.9],
] as const)('the reference’s output with mask mode %s and γ %d', (maskMode, gamma) => {
  const name = `${maskMode}.${gamma.toFixed(1)}`
  expect(run(block({ maskMode, gamma }))).toBeWithin(1e-5, expectedOutput(name))
})

test('another share, another mask, fewer heads or another prompt miss it', () => {
  const expected = expectedOutput('exclude.0.9')
  expect(run(block({ gamma: 0.8 }))).not.toBeWithin(1e-5, expected)
  expect(run(block({ maskMode: 'multiply' }))).not.toBeWithin(1e-5, expected)
  expect(run(block(), tf.reverse(prompts, 0))).not.toBeWithin(1e-5, expected)
})

test('one prompt serves the whole batch', () => {
  const model = block()
  const shared = run(model, tf.slice(prompts, 0, 1), corner)
  const repeated = run(model, tf.tile(tf.slice(prompts, 0, 1), [2, 1]), corner)
  expect(shared).toBeWithin(1e-5, repeated)
})

test('all weights are trained but those of the prompt layers', () => {
  const model = block()
  const layer = model.getLayer('block')
  expect(layer.nonTrainableWeights.map(({ originalName }) => originalName)).toEqual([
    'block/linear_layer1/kernel',
    'block/linear_layer1/bias',
    'block/linear_layer3/kernel',
    'block/linear_layer3/bias',
  ])
  const { grads } = tf.variableGrads(() => tf.sum(model.apply([corner, prompts]) as tf.Tensor))
  expect(Object.keys(grads).sort()).toEqual(layer.trainableWeights.map(({ name }) => name).sort())
})

describe('in place of the shuffle or without parts', () => {
  test('attention alone is a Restormer block; the prompt does not matter', () => {
    const model = block({ channelPerturbation: 'attention', attentionPerturbation: false })
    expect(run(model)).toEqual(run(model, tf.reverse(prompts, 0)))
    const names = model.getLayer('block').weights.map(({ originalName }) => originalName)
    expect(names.filter(name => /select_attn|conv1x1|linear/.test(name))).toEqual([])
    expect(names).toContain('block/channel_attn/qkv/kernel')
  })

  test('nothing at all passes the features on', () => {
    const model = block({ channelPerturbation: 'none', attentionPerturbation: false })
    expect(model.countParams()).toBe(0)
    expect(run(model)).toEqual(features.dataSync())
  })

  test.each<[DgpbArgs]>([
    [{ channelPerturbation: 'shuffle', attentionPerturbation: false }],
    [{ channelPerturbation: 'attention', attentionPerturbation: true }],
    [{ channelPerturbation: 'none', attentionPerturbation: true }],
  ])('%j computes something of its own', args => {
    const output = run(block(args))
    expect(output.every(Number.isFinite)).toBe(true)
    expect(output).not.toBeWithin(1e-3, features.dataSync())
    expect(output).not.toBeWithin(1e-3, expectedOutput('exclude.0.9'))
  })
})

test('calls leave nothing behind', () => {
  const model = block()
  run(model)
  const before = tf.memory().numTensors
  for (let call = 0; call < 3; call++) run(model, prompts, corner)
  expect(tf.memory().numTensors).toBe(before)
})

test.each<[string, DgpbArgs, tfl.Shape[], string]>([
  ['γ of 0', { gamma: 0 }, shapes, 'gamma must be greater than 0'],
  ['γ over 1', { gamma: 1.1 }, shapes, 'gamma must be greater than 0'],
  ['a γ that keeps nothing', { gamma: 0.05, heads: 3 }, shapes, 'keeps none of the 10 channels'],
  ['heads that do not fit', { heads: 4 }, shapes, '30 channels cannot be divided into 4 heads'],
  ['a prompt of another rank', {}, [shapes[0], [null, 3, 512]], 'a prompt [batch, size], got [, 3, 512]'],
])('%s is a usage error', (_, args, inputShapes, message) => {
  const build = () => dgpb(args).apply(inputShapes.map(batchShape => tfl.input({ batchShape })))
  expect(build).toThrow(UsageError)
  expect(build).toThrow(message)
})

test('features without a prompt are a usage error', () => {
  expect(() => dgpb().apply(tfl.input({ batchShape: shapes[0] }))).toThrow('got no prompt')
})
