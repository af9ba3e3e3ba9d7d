import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import * as fc from 'fast-check'
import { biasFreeLayerNorm } from './bias-free-layer-norm.js'

beforeAll(() => tf.setBackend('cpu'))

/** The definition, in doubles, for pixels of C channels in rows. */
function define(x: ArrayLike<number>, scale: ArrayLike<number>, epsilon = 1e-5): number[] {
  const channels = scale.length
  return Array.from(x, (value, index) => {
    const start = index - (index % channels)
    let [sum, squares] = [0, 0]
    for (let channel = 0; channel < channels; channel++) sum += x[start + channel]
    for (let channel = 0; channel < channels; channel++) squares += (x[start + channel] - sum / channels) ** 2
    return (value / Math.sqrt(squares / channels + epsilon)) * scale[index % channels]
  })
}

const sum = (values: readonly number[], factors: ArrayLike<number>) =>
  values.reduce((total, value, index) => total + value * factors[index], 0)

/** The derivative of `f` by each number, by central differences in doubles. */
function slopes(f: (values: number[]) => number, at: ArrayLike<number>): number[] {
  const [step, values] = [1e-5, Array.from(at)]
  const moved = (index: number, by: number) => f(values.with(index, values[index] + by))
  return values.map((_, index) => (moved(index, step) - moved(index, -step)) / (2 * step))
}

const side = (max: number) => fc.integer({ min: 1, max })
const shapes = fc.tuple(side(3), side(4), side(4), side(9))

test('value and derivatives are those of the definition, also far from zero', () => {
  fc.assert(
    fc.property(shapes, fc.integer(), fc.constantFrom(0, 3), (shape, seed, mean) => {
      const random = new Random(seed)
      const normal = (length: number, mean: number) => Float32Array.from({ length }, () => mean + random.normal())
      const size = shape.reduce((product, side) => product * side)
      const [x, dy, scale] = [normal(size, mean), normal(size, 0), normal(shape[3], 1)]
      const input = tf.tensor4d(x, shape)
      const factors = tf.tensor1d(scale)
      expect(biasFreeLayerNorm(input, factors, 0.1).dataSync()).toBeRelativelyWithin(1e-5, define(x, scale, 0.1))
      const [dx, dscale] = tf.grads((x: tf.Tensor, scale: tf.Tensor) =>
        biasFreeLayerNorm(x as tf.Tensor4D, scale as tf.Tensor1D, 0.1),
      )([input, factors], tf.tensor4d(dy, shape))
      expect(dx.dataSync()).toBeRelativelyWithin(
        1e-4,
        slopes(values => sum(define(values, scale, 0.1), dy), x),
      )
      expect(dscale.dataSync()).toBeRelativelyWithin(
        1e-4,
        slopes(values => sum(define(x, values, 0.1), dy), scale),
      )
    }),
    { numRuns: 25 },
  )
})

test('the default ε is the published 1e-5, and the mean stays', () => {
  const x = [0.001, 0.003, 7, 7]
  const y = biasFreeLayerNorm(tf.tensor4d(x, [1, 1, 2, 2]), tf.tensor1d([1, 2])).dataSync()
  const narrow = Math.sqrt(1e-6 + 1e-5)
  expect(y).toBeRelativelyWithin(1e-5, [0.001 / narrow, 0.006 / narrow, 7 / Math.sqrt(1e-5), 14 / Math.sqrt(1e-5)])
})
