import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import { gatedGelu } from './gated-gelu.js'

beforeAll(() => tf.setBackend('cpu'))

// PyTorch: torch.nn.functional.gelu of the same numbers.
const inputs = [-3, -1, -0.5, 0, 0.5, 1, 3]
const gelu = [-0.00404951, -0.15865525, -0.15426877, 0, 0.34573123, 0.84134475, 2.9959507]

test('is the exact GELU times the gate', () => {
  const gate = tf.tensor1d([1, 2, 3, 4, 5, 6, 7])
  const actual = gatedGelu(tf.tensor1d(inputs), gate).dataSync()
  expect(actual).toBeWithin(
    1e-5,
    gelu.map((value, index) => value * (index + 1)),
  )
  const tanh = inputs.map(x => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))))
  expect(gatedGelu(tf.tensor1d(inputs), tf.ones([7])).dataSync()).not.toBeWithin(1e-5, tanh)
})

test('the derivatives are those of the definition', () => {
  const a = tf.randomNormal([40], 0, 1.5, 'float32', 1)
  const b = tf.randomNormal([40], 0, 1.5, 'float32', 2)
  const plain = (a: tf.Tensor, b: tf.Tensor) =>
    tf.mul(tf.mul(tf.mul(a, 0.5), tf.add(tf.erf(tf.mul(a, Math.SQRT1_2)), 1)), b)
  const expected = tf.grads(plain)([a, b])
  const actual = tf.grads((a: tf.Tensor, b: tf.Tensor) => gatedGelu(a, b))([a, b])
  expect(actual[0].dataSync()).toBeRelativelyWithin(1e-5, expected[0].dataSync())
  expect(actual[1].dataSync()).toBeRelativelyWithin(1e-5, expected[1].dataSync())
})
