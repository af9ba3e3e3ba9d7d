import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import { convolve, projectParts } from './convolve.js'
import { pixelwiseLinear } from './pixelwise-linear.js'

beforeAll(() => tf.setBackend('cpu'))

const normal = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number) =>
  tf.randomNormal<R>(shape, 0, 1, 'float32', seed)

test('the derivatives of a 1×1 convolution are those of tf.conv2d', () => {
  const inputs = [normal<tf.Rank.R4>([2, 3, 4, 5], 1), normal<tf.Rank.R4>([1, 1, 5, 7], 2)]
  const dy = normal<tf.Rank.R4>([2, 3, 4, 7], 3)
  const plain = (x: tf.Tensor, kernel: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same')
  const expected = tf.grads(plain)(inputs, dy)
  const actual = tf.grads((x: tf.Tensor, kernel: tf.Tensor) => convolve(x as tf.Tensor4D, kernel as tf.Tensor4D))(
    inputs,
    dy,
  )
  expect(actual[0].dataSync()).toBeWithin(1e-5, expected[0].dataSync())
  expect(actual[1].dataSync()).toBeWithin(1e-5, expected[1].dataSync())
})

test('splitting the kernels gives what splitting the features gives', () => {
  const x = normal<tf.Rank.R4>([1, 4, 5, 3], 1)
  const [pointwise, depthwise] = [normal<tf.Rank.R4>([1, 1, 3, 12], 2), normal<tf.Rank.R4>([3, 3, 12, 1], 3)]
  const joined = tf.depthwiseConv2d(tf.conv2d(x, pointwise, 1, 'same'), depthwise, 1, 'same')
  const expected = tf.split(joined, 3, 3)
  for (const [index, part] of projectParts(x, pointwise, depthwise, 3).entries()) {
    expect(part.dataSync()).toBeWithin(1e-5, expected[index].dataSync())
  }
})

test('one map for the batch, or one per picture', () => {
  const x = normal<tf.Rank.R4>([2, 3, 4, 5], 1)
  const maps = normal<tf.Rank.R3>([2, 5, 6], 2)
  const bias = normal<tf.Rank.R2>([2, 6], 3)
  const own = pixelwiseLinear(x, maps, bias)
  for (const index of [0, 1]) {
    const shared = pixelwiseLinear(x, tf.slice(maps, index, 1), tf.slice(bias, index, 1))
    expect(tf.slice(own, index, 1).dataSync()).toBeWithin(1e-5, tf.slice(shared, index, 1).dataSync())
  }
  expect(() => pixelwiseLinear(x, normal<tf.Rank.R3>([3, 5, 6], 4))).toThrow('expected 1 linear map or 2')
})
