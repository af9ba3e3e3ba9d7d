import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import { layerNorm } from './layer-norm.js'

beforeAll(() => tf.setBackend('cpu'))

/** The definition, differentiated by tfjs itself. */
const plain = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => {
  const { mean, variance } = tf.moments(x, -1, true)
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5))), scale), offset)
}

test('value and derivatives are those of the definition', () => {
  const x = tf.randomNormal<tf.Rank.R4>([2, 3, 4, 6], 3, 2, 'float32', 1)
  const scale = tf.randomNormal<tf.Rank.R1>([6], 1, 0.3, 'float32', 2)
  const offset = tf.randomNormal<tf.Rank.R1>([6], 0, 0.3, 'float32', 3)
  const dy = tf.randomNormal(x.shape, 0, 1, 'float32', 4)
  expect(layerNorm(x, scale, offset).dataSync()).toBeWithin(1e-5, plain(x, scale, offset).dataSync())
  const expected = tf.grads(plain)([x, scale, offset], dy)
  const actual = tf.grads((a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
    layerNorm(a as tf.Tensor4D, b as tf.Tensor1D, c as tf.Tensor1D),
  )([x, scale, offset], dy)
  for (const [index, gradient] of actual.entries()) {
    expect(gradient.dataSync()).toBeRelativelyWithin(1e-5, expected[index].dataSync())
  }
})

test('a pixel whose channels are all equal gives the offset', () => {
  const y = layerNorm(tf.fill([1, 1, 2, 4], 7), tf.ones([4]), tf.tensor1d([1, 2, 3, 4]))
  expect(y.dataSync()).toBeWithin(1e-6, [1, 2, 3, 4, 1, 2, 3, 4])
})
