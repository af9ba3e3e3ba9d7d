import '@tensorflow/tfjs-backend-cpu'
import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { runEager, runGraph, type TensorFunction, trace, type Values } from '../fixtures/run-traced.js'
import type { Graph } from '../ir.js'
import { liveNodes } from './rewrite.js'
import { splitGraph } from './split-graph.js'

beforeAll(() => tf.setBackend('cpu'))

const fn: TensorFunction = ({ x, y }) => {
  const [a, b] = tf.split(
    tf.matMul(x as tf.Tensor2D, [
      [1, 2, -1, 3],
      [0, 1, 1, 1],
      [2, 0, 1, -1],
    ]),
    2,
    1,
  )
  const both = tf.mul(tf.add(a, b), tf.sub(a, 0.5))
  return { sum: tf.add(both, y), product: tf.mul(tf.exp(both), b) }
}
const inputs = () => ({ x: tf.tensor2d([1, 2, 3, -1, 0.5, 0.1], [2, 3]), y: tf.tensor2d([0, 1, 2, 3], [2, 2]) })
const tensors = (values: Record<string, Values>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [name, tf.tensor(Float32Array.from(data), [...shape])]),
  )

test('wherever it is cut, the two graphs in turn are the whole one', async () => {
  const graph = trace(fn, inputs())
  const expected = runEager(fn, inputs())
  const operations = liveNodes(graph).filter(({ op }) => !['Const', 'Placeholder'].includes(op))
  const ends = [...graph.outputs.values()].map(({ node }) => node)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: operations.length }), async count => {
      const head = new Set(operations.slice(0, count).filter(node => !ends.includes(node)))
      const { first, second } = splitGraph(graph, node => head.has(node))
      const cuts = await runGraph(first, inputs())
      const result = await runGraph(second, { ...inputs(), ...tensors(cuts) })
      for (const [name, { shape, data }] of Object.entries(expected)) {
        expect(result[name].shape).toEqual(shape)
        expect(Float32Array.from(result[name].data)).toBeWithin(1e-5, Float32Array.from(data))
      }
    }),
    { numRuns: operations.length },
  )
})

test('each graph has the inputs that it reads, and a value is cut once', () => {
  const graph = trace(fn, inputs())
  const { first, second } = splitGraph(graph, ({ op }) =>
    ['MatMul', 'BatchMatMul', 'Reshape', 'Slice', 'Split', 'SplitV'].includes(op),
  )
  expect([...first.inputs.keys()]).toEqual(['x'])
  expect([...second.inputs.keys()].filter(name => !name.startsWith('cut'))).toEqual(['y'])
  expect([...first.outputs.keys()].sort()).toEqual([...second.inputs.keys()].filter(name => name !== 'y').sort())
  expect([...second.outputs.keys()]).toEqual(['sum', 'product'])
})

test('a part that would need what comes after it is refused', () => {
  const graph = trace(fn, inputs())
  const all: (graph: Graph) => unknown = graph => splitGraph(graph, () => true)
  expect(() => splitGraph(graph, ({ op }) => op === 'Exp')).toThrow(UsageError)
  expect(() => splitGraph(graph, ({ op }) => op === 'Exp')).toThrow('Exp in "" reads Multiply')
  expect(() => all(graph)).toThrow('an output of the graph is in its first part')
})
