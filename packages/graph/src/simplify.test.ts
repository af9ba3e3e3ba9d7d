import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { operationsOf } from './fixtures/same-graph.js'
import { traceForward } from './trace-forward.js'

beforeAll(() => tf.setBackend('cpu'))

function operations(fn: (x: tf.Tensor) => tf.Tensor): string[] {
  return operationsOf(traceForward(({ x }) => ({ y: fn(x) }), { inputs: { x: { shape: [2, 3, 4] } } }))
}

const nothing: [string, (x: tf.Tensor) => tf.Tensor][] = [
  ['x + 0', x => tf.add(x, 0)],
  ['0 + x', x => tf.add(tf.zeros([2, 3, 4]), x)],
  ['x − 0', x => tf.sub(x, tf.scalar(0))],
  ['x · 1', x => tf.mul(x, tf.ones([4]))],
  ['1 · x', x => tf.mul(1, x)],
  ['x / 1', x => tf.div(x, 1)],
  ['a reshape to the same shape', x => tf.reshape(x, [2, 3, 4])],
  ['a reshape and back', x => tf.reshape(tf.reshape(x, [24]), [2, 3, 4])],
  ['a transposition and back', x => tf.transpose(tf.transpose(x, [1, 2, 0]), [2, 0, 1])],
  ['a slice of everything', x => tf.slice(x, [0, 0, 0])],
  ['a tile of one', x => tf.tile(x, [1, 1, 1])],
  [
    'no padding',
    x =>
      tf.pad(x, [
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
  ],
  ['a copy', x => tf.clone(x)],
  ['a cast to the same type', x => tf.cast(x, 'float32')],
  ['a sum over nothing', x => tf.sum(x, [])],
]

test.each(nothing)('%s is x', (_name, fn) => {
  expect(operations(fn)).toEqual([])
})

const something: [string, (x: tf.Tensor) => tf.Tensor, string[]][] = [
  ['0 − x', x => tf.sub(0, x), ['Sub']],
  ['1 / x', x => tf.div(1, x), ['RealDiv']],
  ['x · 1 of more elements', x => tf.mul(x, tf.ones([5, 2, 3, 4])), ['Multiply']],
  ['a reshape of a reshape', x => tf.reshape(tf.reshape(x, [24]), [6, 4]), ['Reshape']],
  ['a reshape of as many dimensions', x => tf.reshape(x, [4, 3, 2]), ['Reshape']],
  ['x + x, both computed', x => tf.add(tf.exp(x), tf.exp(x)), ['Exp', 'Add']],
  ['sums over different axes', x => tf.add(tf.sum(x, 1, true), tf.sum(x, 2, true)), ['Sum', 'Sum', 'Add']],
  ['repeated elements among others', x => tf.add(tf.mul(tf.sum(x, 1, true), tf.ones([2, 3, 4])), x), ['Sum', 'Add']],
]

test.each(something)('%s', (_name, fn, expected) => {
  expect(operations(fn)).toEqual(expected)
})
