import '@tensorflow/tfjs-backend-cpu'
import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { Draw } from '../fixtures/kernel-case.js'
import { runGraph, runTraced } from '../fixtures/run-traced.js'
import type { Graph, GraphNode } from '../ir.js'
import { traceForward } from '../trace-forward.js'
import { toGraphDef } from './to-graph-def.js'

beforeAll(() => tf.setBackend('cpu'))

const input = { inputs: { x: { shape: [2, 3] } } }
const draw = new Draw('graph definitions')

test('only what outputs need is written', () => {
  const lean = traceForward(({ x }) => ({ y: tf.exp(x) }), input)
  const idle = traceForward(({ x }) => {
    tf.mul(x, draw.floats([5000, 1, 1]))
    return { y: tf.exp(x) }
  }, input)
  expect(toGraphDef(idle)).toEqual(toGraphDef(lean))
})

test('a constant takes its bytes and no more, one of equal elements next to none', () => {
  const size = (constant: tf.Tensor) => toGraphDef(traceForward(() => ({ y: constant }), { inputs: {} })).length
  const overhead = size(tf.tensor1d([1, 2]))
  expect(size(draw.floats([10_000]))).toBeLessThan(40_000 + overhead + 20)
  expect(size(tf.fill([10_000], 3))).toBeLessThan(overhead + 10)
})

test('constants of every type and shape arrive', async () => {
  const constants = {
    floats: draw.floats([3, 2]),
    empty: tf.zeros([0, 4]),
    same: tf.fill([2, 2], -1.5),
    scalar: tf.scalar(7),
    integers: tf.tensor1d([1, -2, 3], 'int32'),
    same_integers: tf.fill([3], -4, 'int32'),
    bools: tf.tensor1d([true, false, true]),
    same_bools: tf.tensor1d([true, true]),
  }
  const results = await runTraced(() => constants, {})
  for (const [name, tensor] of Object.entries(constants)) {
    expect(results[name]).toEqual({ shape: tensor.shape, data: tensor.dataSync() })
  }
})

test('a composite is written as the value that it marks', async () => {
  const x = draw.floats([2, 3])
  const mark = (x: tf.Tensor) =>
    tf.engine().runKernel('Composite', { a0: x, value: tf.erf(x) }, { name: 'Erf' }) as tf.Tensor
  const graph = traceForward(({ x }) => ({ y: tf.neg(mark(x)), marked: mark(x) }), input)
  const results = await runGraph(graph, { x })
  expect(results.marked.data).toBeWithin(1e-6, tf.erf(x).dataSync())
  expect(results.y.data).toBeWithin(1e-6, tf.neg(tf.erf(x)).dataSync())
})

test('a deep graph is written without running out of stack', () => {
  const graph = traceForward(
    ({ x }) => ({ y: Array.from({ length: 20_000 }).reduce<tf.Tensor>(value => tf.sin(value), x) }),
    input,
  )
  expect(toGraphDef(graph).length).toBeGreaterThan(20_000 * 10)
})

test('names of layers with characters that TensorFlow does not take', async () => {
  const x = draw.floats([2, 3])
  const results = await runTraced(({ x }) => ({ y: tf.tidy('_größe (1)/é', () => tf.exp(x)) }), { x })
  expect(results.y.data).toBeWithin(1e-5, tf.exp(x).dataSync())
})

test('names that callers rely on are kept from other operations', async () => {
  const x = draw.floats([2, 3])
  const fn = ({ x }: Record<string, tf.Tensor>) => ({ Exp: tf.sin(tf.exp(x)), constant: tf.sum(x, 1) })
  const results = await runTraced(fn, { x })
  expect(results.Exp.data).toBeWithin(1e-5, fn({ x }).Exp.dataSync())
})

describe('errors', () => {
  const identity = (name: string, output = 'y') => {
    return () =>
      toGraphDef(traceForward(inputs => ({ [output]: inputs[name] }), { inputs: { [name]: { shape: [1] } } }))
  }

  test('names that cannot be', () => {
    expect(identity('the image')).toThrow('"the image" is not a valid name of an operation')
    expect(identity('')).toThrow(UsageError)
    expect(identity('x', '_y')).toThrow(UsageError)
  })

  test('an input and an output of one name', () => {
    expect(identity('x', 'x')).toThrow('two things in the graph are named "x"')
  })

  test('an operation that GraphDefs lack', () => {
    const outputTypes = [{ shape: [], dtype: 'float32' as const }]
    // @ts-expect-error: the compiler knows the operations; JavaScript does not
    const node: GraphNode = { op: 'Quux', inputs: [], attrs: {}, outputs: outputTypes, scope: '' }
    const outputs = new Map([['y', { node, index: 0 }]])
    const graph: Graph = { inputs: new Map(), outputs, variables: new Map(), updates: [] }
    expect(() => toGraphDef(graph)).toThrow('a GraphDef cannot hold the operation Quux')
  })
})
