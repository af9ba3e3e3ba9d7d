import { Random, UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { permuteValues } from '../constant-data.js'
import { caught } from '../fixtures/caught.js'
import { decodeModel } from '../fixtures/decode-model.js'
import { normal, rank4, runEager, runOnnx } from '../fixtures/run-onnx.js'
import { traceForward } from '../trace-forward.js'
import type { OnnxInitializer } from './initializers.js'
import { toOnnx } from './to-onnx.js'

const random = new Random(31)

/** As a network names them, with the layout of PyTorch. */
const weights = {
  wide: { shape: [1, 1, 4, 62], order: [3, 2, 0, 1] },
  depthwise: { shape: [3, 3, 62, 1], order: [2, 3, 0, 1] },
  narrow: { shape: [1, 1, 31, 4], order: [3, 2, 0, 1] },
  scale: { shape: [4], order: [0] },
  linear: { shape: [4, 3], order: [1, 0] },
}

const values = Object.entries(weights).map(([name, { shape }]) => [name, normal(random, shape)] as const)
const variables = new Map(values.map(([name, { values, shape }]) => [name, tf.variable(tf.tensor(values, [...shape]))]))
const initializers = new Map<string, OnnxInitializer>(
  values.map(([name, { values }]) => {
    const { shape, order } = weights[name as keyof typeof weights]
    return [name, { name: `net.${name}.weight`, values: permuteValues(values, shape, order), order }]
  }),
)
const feeds = { x: normal(random, [2, 5, 6, 4]) }

/** Splits weights, folds a scale into them, gates: what a network does with weights before it uses them. */
function network({ x }: Record<string, tf.Tensor>) {
  const variable = (name: string) => rank4Or(variables.get(name)!)
  const halves = (name: string) => tf.split(variable(name), 2, name === 'wide' ? 3 : 2)
  const [wideA, wideB] = halves('wide')
  const [depthA, depthB] = halves('depthwise')
  const scaled = tf.mul(wideA, tf.reshape(variable('scale'), [1, 1, 4, 1]))
  const branch = (pointwise: tf.Tensor, depthwise: tf.Tensor) =>
    tf.depthwiseConv2d(tf.conv2d(rank4(x), rank4(pointwise), 1, 'same'), rank4(depthwise), 1, 'same')
  const gated = tf.mul(tf.sigmoid(branch(scaled, depthA)), branch(wideB, depthB))
  const y = tf.conv2d(rank4(gated), rank4(variable('narrow')), 1, 'same')
  return { y, rows: tf.matMul(tf.mean(y, [1, 2]), variable('linear')) }
}

function rank4Or(tensor: tf.Tensor): tf.Tensor {
  return tensor.rank === 4 ? rank4(tensor) : tensor
}

const graph = () => traceForward(network, { inputs: { x: { shape: [2, 5, 6, 4] } }, variables })

test('variables become initializers of their name and layout, and the result is the same', async () => {
  const file = toOnnx(graph(), { initializers })
  const expected = await runEager(network, feeds)
  const actual = await runOnnx(file, feeds)
  for (const name of ['y', 'rows']) expect(actual[name].values).toBeWithin(1e-4, expected[name].values)
  const held = new Map(decodeModel(file).graph.initializer.map(tensor => [tensor.name, tensor]))
  for (const { name, values } of initializers.values()) {
    expect(new Float32Array(held.get(name)!.rawData.slice().buffer)).toEqual(values)
  }
  expect(held.get('net.wide.weight')!.dims).toEqual([62, 4, 1, 1])
  expect(held.get('net.depthwise.weight')!.dims).toEqual([62, 1, 3, 3])
  expect(held.get('net.linear.weight')!.dims).toEqual([3, 4])
})

test('hidden channels are filled up as those of constants are, by nodes that engines compute once', () => {
  const { node } = decodeModel(toOnnx(graph(), { initializers })).graph
  expect(node.filter(({ opType }) => opType === 'Pad').length).toBeGreaterThanOrEqual(4) // 31 → 32 channels
  const convolutions = node.filter(({ opType }) => opType === 'Conv').map(({ attribute }) => attribute)
  const groups = convolutions.map(list => list.find(({ name }) => name === 'group')!.i)
  expect(groups.filter(group => group === 32)).toHaveLength(2)
})

test('texts and the producer are written into the file', () => {
  const metadata = { config: '{"dim": 8}', note: 'grüße' }
  const file = toOnnx(graph(), { initializers, metadata, producer: { name: 'somebody', version: '1.2.3' } })
  expect(decodeModel(file).metadataProps).toEqual(Object.entries(metadata).map(([key, value]) => ({ key, value })))
  const text = new TextDecoder('latin1').decode(file)
  expect([text.includes('somebody'), text.includes('1.2.3')]).toEqual([true, true])
})

test.each<[string, Partial<OnnxInitializer>, string]>([
  ['too few elements', { values: new Float32Array(3) }, 'needs 4 elements, got 3'],
  ['an order of other axes', { order: [1] }, 'is not a permutation of the 1 axes'],
  ['the name of an output', { name: 'y' }, 'the same name: "y"'],
])('%s is refused', (_, wrong, message) => {
  const changed = new Map(initializers).set('scale', { ...initializers.get('scale')!, ...wrong })
  expect(() => toOnnx(graph(), { initializers: changed })).toThrow(UsageError)
  expect(() => toOnnx(graph(), { initializers: changed })).toThrow(message)
})

test('a variable without an initializer is named', () => {
  const some = new Map([...initializers].filter(([name]) => name !== 'scale'))
  expect(caught(() => toOnnx(graph(), { initializers: some })).message).toMatch(/but this one has scale$/)
})
