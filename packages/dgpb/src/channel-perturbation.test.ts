import type { ReadWeight } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import { channelPerturbation } from './channel-perturbation.js'

beforeAll(() => tf.setBackend('cpu'))

const names = ['conv1x1/kernel', 'conv1x1/bias', 'conv_out/kernel', 'conv_out/bias']
const shapes = [[1, 1, 3, 6], [6], [1, 1, 6, 3], [3]]

/** The module as it is defined: convolution, channels in order, convolution. */
function plain(x: tf.Tensor, order: tf.Tensor2D, [widening, offset, narrowing, bias]: tf.Tensor[]): tf.Tensor {
  const wide = tf.add(tf.conv2d(x as tf.Tensor4D, widening as tf.Tensor4D, 1, 'same'), offset)
  const orders = order.arraySync()
  const pictures = tf.split(wide, x.shape[0]).map((picture, index) => {
    const channels = tf.split(picture, 6, 3)
    return tf.concat(
      (orders[index] ?? orders[0]).map(channel => channels[channel]),
      3,
    )
  })
  return tf.add(tf.conv2d(tf.concat(pictures) as tf.Tensor4D, narrowing as tf.Tensor4D, 1, 'same'), bias)
}

const folded = (x: tf.Tensor, order: tf.Tensor2D, weights: tf.Tensor[]) => {
  const read: ReadWeight = <T extends tf.Tensor>(name: string) => weights[names.indexOf(name)] as T
  return channelPerturbation(x as tf.Tensor4D, order, read)
}

test.each([
  [
    'one order per picture',
    [
      [5, 0, 3, 1, 4, 2],
      [2, 3, 1, 0, 5, 4],
    ],
  ],
  ['one order for all', [[5, 0, 3, 1, 4, 2]]],
])('%s: value and derivatives are those of the three steps', (_, rows) => {
  const order = tf.tensor2d(rows, [rows.length, 6], 'int32')
  const inputs = [[2, 2, 3, 3], ...shapes].map((shape, seed) => tf.randomNormal(shape, 0, 1, 'float32', seed + 1))
  const dy = tf.randomNormal([2, 2, 3, 3], 0, 1, 'float32', 9)
  const [x, ...weights] = inputs
  expect(folded(x, order, weights).dataSync()).toBeWithin(1e-5, plain(x, order, weights).dataSync())
  const expected = tf.grads((x: tf.Tensor, ...weights: tf.Tensor[]) => plain(x, order, weights))(inputs, dy)
  const actual = tf.grads((x: tf.Tensor, ...weights: tf.Tensor[]) => folded(x, order, weights))(inputs, dy)
  for (const [index, gradient] of actual.entries()) {
    expect(gradient.dataSync()).toBeRelativelyWithin(1e-5, expected[index].dataSync())
  }
})
