import { Random, UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { decodeModel } from '../fixtures/decode-model.js'
import { constant, expectSameAsEager, exportFunction, normal, rank4, runOnnx } from '../fixtures/run-onnx.js'
import type { Graph, GraphNode } from '../ir.js'
import { traceForward } from '../trace-forward.js'
import { toOnnx } from './to-onnx.js'

const random = new Random(11)

test('a graph with variables is refused, and they are named', () => {
  const variables = new Map([['layer/kernel', tf.variable(tf.ones([2]))]])
  const graph = traceForward(({ x }) => ({ y: tf.mul(x, variables.get('layer/kernel')!) }), {
    inputs: { x: { shape: [2] } },
    variables,
  })
  expect(() => toOnnx(graph)).toThrow(UsageError)
  expect(() => toOnnx(graph)).toThrow(/layer\/kernel/)
})

test('an operation that ONNX cannot express is refused with its layer', () => {
  const node: GraphNode = {
    // @ts-expect-error: the compiler knows the operations; JavaScript does not
    op: 'Unheard',
    inputs: [],
    attrs: {},
    outputs: [{ shape: [1], dtype: 'float32' }],
    scope: 'encoder/block',
  }
  const graph: Graph = {
    inputs: new Map(),
    outputs: new Map([['y', { node, index: 0 }]]),
    variables: new Map(),
    updates: [],
  }
  expect(() => toOnnx(graph)).toThrow(UsageError)
  expect(() => toOnnx(graph)).toThrow(/Unheard in "encoder\/block"/)
})

test('an input and an output cannot have one name', () => {
  const graph = traceForward(({ x }) => ({ x: tf.neg(x) }), { inputs: { x: { shape: [2] } } })
  expect(() => toOnnx(graph)).toThrow(/same name: "x"/)
})

test('inputs that go straight to outputs, unused inputs, constants, one value twice', async () => {
  await expectSameAsEager(
    ({ x, z }) => ({
      same: x,
      turned: tf.transpose(x, [1, 0]),
      fixed: tf.tensor1d([1, 2]),
      one: tf.square(z),
      two: tf.square(z),
    }),
    { x: normal(random, [2, 3]), unused: normal(random, [4]), z: normal(random, [2]) },
  )
})

test('names of inputs and outputs are kept, even such as the file uses inside', async () => {
  const feeds = { v0: normal(random, [3]), 'in put/0': normal(random, [3]) }
  await expectSameAsEager(
    inputs => ({ v1: tf.add(tf.mul(inputs.v0, inputs['in put/0']), 0.5), c2: tf.square(inputs.v0) }),
    feeds,
  )
})

test('a constant is in the file once, however it is used', () => {
  const filter = rank4(constant(random, [3, 3, 48, 48]))
  const twice = ({ x }: Record<string, tf.Tensor>) => ({
    y: tf.conv2d(tf.conv2d(rank4(x), filter, 1, 'same'), filter, 1, 'same'),
  })
  const bytes = exportFunction(twice, { x: normal(random, [1, 4, 4, 48]) })
  expect(bytes.length).toBeLessThan(filter.size * 4 * 1.05)
})

test('the same graph gives the same bytes', () => {
  const fn = ({ x }: Record<string, tf.Tensor>) => ({ y: tf.softmax(tf.matMul(x, x, true)) })
  const feeds = { x: normal(random, [4, 4]) }
  expect(exportFunction(fn, feeds)).toEqual(exportFunction(fn, feeds))
})

test('nodes are named after their layers', () => {
  const bytes = exportFunction(({ x }) => ({ y: tf.tidy('block/norm', () => tf.erf(x)) }), { x: normal(random, [4]) })
  expect(decodeModel(bytes).graph.node[0].name).toMatch(/^block\/norm\/Erf/)
})

/** A small network with a norm, attention over channels, a gate, and a gather whose derivative sums by segment. */
function network({ x, wide, depthwise, scale, narrow }: Record<string, tf.Tensor>): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true))
  const norm = tf.mul(tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5))), scale)
  const projected = tf.depthwiseConv2d(tf.conv2d(rank4(norm), rank4(wide), 1, 'same'), rank4(depthwise), 1, 'same')
  const [a, b] = tf.split(projected, 2, 3)
  const shuffled = tf.gather(b, tf.tensor1d([3, 0, 2, 1], 'int32'), 3)
  const rows = tf.reshape(tf.mul(tf.elu(a), shuffled), [2, 20, 4])
  const attention = tf.softmax(tf.matMul(rows, rows, true, false))
  const mixed = tf.reshape(tf.matMul(rows, attention, false, true), [2, 4, 5, 4])
  return tf.add(x, tf.conv2d(rank4(mixed), rank4(narrow), 1, 'same'))
}

test('a network and all its derivatives', async () => {
  const feeds = {
    x: normal(random, [2, 4, 5, 3]),
    wide: normal(random, [1, 1, 3, 8]),
    depthwise: normal(random, [3, 3, 8, 1]),
    scale: normal(random, [3]),
    narrow: normal(random, [3, 3, 4, 3]),
  }
  const names = Object.keys(feeds)
  const withDerivatives = (inputs: Record<string, tf.Tensor>) => {
    const loss = (...tensors: tf.Tensor[]) =>
      tf.mean(tf.abs(network(Object.fromEntries(names.map((name, index) => [name, tensors[index]])))))
    const derivatives = tf.grads(loss)(names.map(name => inputs[name]))
    return { y: network(inputs), ...Object.fromEntries(names.map((name, index) => [`d${name}`, derivatives[index]])) }
  }
  await expectSameAsEager(withDerivatives, feeds, 1e-4)
})

test('a wrong weight is noticed', async () => {
  const filter = constant(random, [3, 3, 2, 2])
  const feeds = { x: normal(random, [1, 4, 4, 2]) }
  const right = await runOnnx(
    exportFunction(({ x }) => ({ y: tf.conv2d(rank4(x), rank4(filter), 1, 'same') }), feeds),
    feeds,
  )
  const turned = tf.transpose(filter, [1, 0, 2, 3])
  const wrong = await runOnnx(
    exportFunction(({ x }) => ({ y: tf.conv2d(rank4(x), rank4(turned), 1, 'same') }), feeds),
    feeds,
  )
  expect(wrong.y.values).not.toBeWithin(1e-2, right.y.values)
})
