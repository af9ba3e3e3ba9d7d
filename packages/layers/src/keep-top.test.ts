import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import { keepTop, keptCount } from './keep-top.js'

beforeAll(() => tf.setBackend('cpu'))

const logits = () => tf.tensor4d([3, 1, 2, -1, -5, -2, 0, -3], [1, 1, 2, 4])

test('the others become 0, or get no weight', () => {
  expect(Array.from(keepTop(logits(), 2, 'multiply').dataSync())).toEqual([3, 0, 2, 0, 0, -2, 0, 0])
  const excluded = tf.softmax(keepTop(logits(), 2)).dataSync()
  const e = Math.exp
  const expected = [e(3) / (e(3) + e(2)), 0, e(2) / (e(3) + e(2)), 0, 0, e(-2) / (1 + e(-2)), 1 / (1 + e(-2)), 0]
  expect(excluded).toBeWithin(1e-6, expected)
})

test('only what is kept gets a gradient', () => {
  const gradient = tf.grad((x: tf.Tensor) => keepTop(x as tf.Tensor4D, 2, 'multiply'))(logits())
  expect(Array.from(gradient.dataSync())).toEqual([1, 0, 1, 0, 0, 1, 1, 0])
})

test('keeping all changes nothing, and ties stay', () => {
  expect(keepTop(logits(), 4).dataSync()).toEqual(logits().dataSync())
  const tied = tf.tensor4d([1, 1, 1, 0], [1, 1, 1, 4])
  expect(Array.from(keepTop(tied, 2, 'multiply').dataSync())).toEqual([1, 1, 1, 0])
})

test.each([
  [48, 0.9, 43],
  [10, 0.7, 7],
  [10, 0.9, 9],
  [10, 0.5, 5],
  [8, 0.9, 7],
  [10, 1, 10],
  [30, 0.1, 3],
])('of %i channels, a share of %d keeps %i', (channels, gamma, kept) => expect(keptCount(channels, gamma)).toBe(kept))
