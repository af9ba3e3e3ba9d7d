import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import { pixelShuffle, pixelUnshuffle } from './pixel-shuffle.js'

beforeAll(() => tf.setBackend('cpu'))

test('channel 4c + 2i + j becomes channel c of pixel (i, j), as in PyTorch', () => {
  const x = tf.tensor4d([0, 1, 2, 3, 10, 11, 12, 13], [1, 1, 1, 8])
  const y = pixelShuffle(x)
  expect(y.shape).toEqual([1, 2, 2, 2])
  expect(Array.from(y.dataSync())).toEqual([0, 10, 1, 11, 2, 12, 3, 13])
  expect(y.dataSync()).not.toEqual(tf.depthToSpace(x, 2).dataSync())
})

test('unshuffle is the inverse, and each is the derivative of the other', () => {
  const x = tf.randomNormal<tf.Rank.R4>([2, 4, 6, 3], 0, 1, 'float32', 1)
  const dy = tf.randomNormal<tf.Rank.R4>([2, 2, 3, 12], 0, 1, 'float32', 2)
  expect(pixelUnshuffle(x).shape).toEqual(dy.shape)
  expect(pixelShuffle(pixelUnshuffle(x)).dataSync()).toEqual(x.dataSync())
  const dx = tf.grad((x: tf.Tensor) => pixelUnshuffle(x as tf.Tensor4D))(x, dy)
  expect(dx.dataSync()).toEqual(pixelShuffle(dy).dataSync())
  const back = tf.grad((x: tf.Tensor) => pixelShuffle(x as tf.Tensor4D))(dy, x)
  expect(back.dataSync()).toEqual(pixelUnshuffle(x).dataSync())
})
