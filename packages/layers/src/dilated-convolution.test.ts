import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import fc from 'fast-check'
import { dilatedConvolve, dilatedDepthwise } from './dilated-convolution.js'

beforeAll(() => tf.setBackend('cpu'))

/** The kernel [3, 3, I, O] with zeros between its taps, which needs no dilation. */
function spread(kernel: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const size = 2 * dilation + 1
  const select = tf.cast(tf.oneHot(tf.tensor1d([0, dilation, 2 * dilation], 'int32'), size), 'float32') // [3, size]
  const alongFirst = (x: tf.Tensor) => {
    const [, second, inputs, outputs] = x.shape
    const lines: tf.Tensor2D = tf.reshape(x, [3, second * inputs * outputs])
    return tf.reshape<tf.Rank.R4>(tf.matMul(select, lines, true), [size, second, inputs, outputs])
  }
  const swapped = (x: tf.Tensor) => tf.transpose(x, [1, 0, 2, 3])
  return swapped(alongFirst(swapped(alongFirst(kernel)))) as tf.Tensor4D
}

const sizes = fc.record({
  dilation: fc.integer({ min: 1, max: 4 }),
  height: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 6 }),
  inputs: fc.integer({ min: 1, max: 3 }),
})

test('values and derivatives are those of a larger kernel with zeros', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 2 }), ({ dilation, height, width, inputs }, outputs) => {
      const x = tf.randomNormal<tf.Rank.R4>([2, height, width, inputs], 0, 1, 'float32', 1)
      const kernel = tf.randomNormal<tf.Rank.R4>([3, 3, inputs, outputs], 0, 1, 'float32', 2)
      const dy = tf.randomNormal<tf.Rank.R4>([2, height, width, outputs], 0, 1, 'float32', 3)
      const ours = tf.grads((a, b) => dilatedConvolve(a as tf.Tensor4D, b as tf.Tensor4D, dilation))([x, kernel], dy)
      const theirs = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, spread(b as tf.Tensor4D, dilation), 1, 'same'))(
        [x, kernel],
        dy,
      )
      const value = tf.conv2d(x, spread(kernel, dilation), 1, 'same').dataSync()
      expect(dilatedConvolve(x, kernel, dilation).dataSync()).toBeWithin(1e-5, value)
      ours.forEach((gradient, index) => {
        expect(gradient.dataSync()).toBeWithin(1e-4, theirs[index].dataSync())
      })
    }),
    { numRuns: 20 },
  )
})

test('each channel on its own, likewise', () => {
  fc.assert(
    fc.property(sizes, ({ dilation, height, width, inputs }) => {
      const x = tf.randomNormal<tf.Rank.R4>([2, height, width, inputs], 0, 1, 'float32', 1)
      const kernel = tf.randomNormal<tf.Rank.R4>([3, 3, inputs, 1], 0, 1, 'float32', 2)
      const dy = tf.randomNormal<tf.Rank.R4>([2, height, width, inputs], 0, 1, 'float32', 3)
      const ours = tf.grads((a, b) => dilatedDepthwise(a as tf.Tensor4D, b as tf.Tensor4D, dilation))([x, kernel], dy)
      const theirs = tf.grads((a, b) =>
        tf.depthwiseConv2d(a as tf.Tensor4D, spread(b as tf.Tensor4D, dilation), 1, 'same'),
      )([x, kernel], dy)
      ours.forEach((gradient, index) => {
        expect(gradient.dataSync()).toBeWithin(1e-4, theirs[index].dataSync())
      })
    }),
    { numRuns: 20 },
  )
})
