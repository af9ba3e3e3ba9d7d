import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { runGraph, trace } from '../fixtures/run-traced.js'
import { operationsOf } from '../fixtures/same-graph.js'

beforeAll(() => tf.setBackend('cpu'))

const barrier = (x: tf.Tensor, after: tf.Tensor): tf.Tensor =>
  tf.getKernel('Barrier', tf.getBackend()) ? tf.engine().runKernel('Barrier', { x, after }) : x
const inputs = () => ({ x: tf.tensor1d([1, 2, 3]), y: tf.tensor1d([4, 5, 6]) })

test('what is computed behind it is computed again, and is the same', async () => {
  const graph = trace(({ x, y }) => {
    const first = tf.exp(x)
    return { sum: tf.add(first, tf.exp(barrier(x, tf.mul(first, y)))) }
  }, inputs())
  expect(operationsOf(graph).filter(op => op === 'Exp')).toHaveLength(2)
  const { sum } = await runGraph(graph, inputs())
  expect(Float32Array.from(sum.data)).toBeWithin(
    1e-4,
    [1, 2, 3].map(x => 2 * Math.exp(x)),
  )
})

test('without it equal operations are one, and a constant needs none', () => {
  const twice = trace(({ x }) => ({ sum: tf.add(tf.exp(x), tf.exp(x)) }), inputs())
  expect(operationsOf(twice).filter(op => op === 'Exp')).toHaveLength(1)
  const constant = trace(({ y }) => ({ sum: tf.add(barrier(tf.scalar(2), y), y) }), inputs())
  expect(operationsOf(constant)).toEqual(['Add'])
})
