import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import { attentionMatrix, channelAttention, projectedChannelAttention } from './channel-attention.js'

beforeAll(() => tf.setBackend('cpu'))

const shape: [number, number, number, number] = [2, 3, 4, 6]
const features = (seed: number) => tf.randomNormal<tf.Rank.R4>(shape, 0, 1, 'float32', seed)
const temperatures = (heads: number) =>
  tf.tensor3d(
    Array.from({ length: heads }, (_, i) => 1 + i / 2),
    [heads, 1, 1],
  )

/** Attention as PyTorch's implementations write it, channels first, with q and k normalised themselves. */
function plain(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, heads: number): tf.Tensor {
  const [batch, height, width, channels] = shape
  const first = (x: tf.Tensor) =>
    tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [batch, heads, channels / heads, height * width])
  const unit = (x: tf.Tensor) => tf.div(x, tf.maximum(tf.sqrt(tf.sum(tf.square(x), -1, true)), 1e-12))
  const cosines = tf.matMul(unit(first(q)), unit(first(k)), false, true)
  const attended = tf.matMul(tf.softmax(tf.mul(cosines, temperatures(heads))), first(v))
  return tf.transpose(tf.reshape(attended, [batch, channels, height, width]), [0, 2, 3, 1])
}

describe.each([1, 2, 3])('with %i heads', heads => {
  const options = () => ({ heads, temperature: temperatures(heads) })

  test('value and derivatives are those of the definition', () => {
    const inputs = [features(1), features(2), features(3)]
    const dy = features(4)
    const attend = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) =>
      channelAttention(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D, options())
    const definition = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) => plain(q, k, v, heads)
    const [q, k, v] = inputs
    expect(attend(q, k, v).dataSync()).toBeWithin(1e-6, definition(q, k, v).dataSync())
    const expected = tf.grads(definition)(inputs, dy)
    for (const [index, gradient] of tf.grads(attend)(inputs, dy).entries()) {
      expect(gradient.dataSync()).toBeRelativelyWithin(1e-5, expected[index].dataSync())
    }
  })

  test('the projection can be multiplied into the matrix', () => {
    const [q, k, v] = [features(1), features(2), features(3)]
    const projection = tf.randomNormal<tf.Rank.R4>([1, 1, 6, 5], 0, 1, 'float32', 5)
    const scale = tf.tensor1d([0.3])
    const separate = tf.conv2d(tf.mul<tf.Tensor4D>(channelAttention(q, k, v, options()), scale), projection, 1, 'same')
    const joined = projectedChannelAttention(q, k, v, { ...options(), projection, scale })
    expect(joined.dataSync()).toBeWithin(1e-5, separate.dataSync())
    const alone = projectedChannelAttention(...first(q, k, v), { ...options(), projection, scale })
    expect(alone.dataSync()).toBeWithin(1e-5, separate.dataSync().slice(0, alone.size))
  })
})

/** The first picture of each batch. */
function first(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D): [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] {
  const cut = (x: tf.Tensor4D) => tf.slice(x, 0, 1)
  return [cut(q), cut(k), cut(v)]
}

test('channels of zeros attend evenly, and have finite derivatives', () => {
  const q = tf.zerosLike(features(1))
  const attend = (q: tf.Tensor) =>
    attentionMatrix(q as tf.Tensor4D, features(2), { heads: 1, temperature: temperatures(1) })
  expect(attend(q).dataSync()).toBeWithin(1e-6, new Float32Array(2 * 36).fill(1 / 6))
  expect(Array.from(tf.grad(attend)(q).dataSync()).every(Number.isFinite)).toBe(true)
})

test('rows keep so many logits', () => {
  const options = { heads: 2, temperature: temperatures(2), keep: 2 }
  const matrix = attentionMatrix(features(1), features(2), options)
  expect(matrix.shape).toEqual([2, 2, 3, 3])
  const positive = tf.sum(tf.cast(tf.greater(matrix, 0), 'float32'), 3)
  expect(Array.from(positive.dataSync())).toEqual(new Array(12).fill(2))
})
