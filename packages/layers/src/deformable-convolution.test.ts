import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import * as fc from 'fast-check'
import { deformableConvolution } from './deformable-convolution.js'

beforeAll(() => tf.setBackend('cpu'))

interface Sizes {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly inputs: number
  readonly outputs: number
}

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 1, max: 5 }),
  width: fc.integer({ min: 1, max: 5 }),
  inputs: fc.integer({ min: 1, max: 3 }),
  outputs: fc.integer({ min: 1, max: 3 }),
})

/** Random inputs, with displacements that often leave the features. */
function randomInputs({ batch, height, width, inputs, outputs }: Sizes, seed: number): tf.Tensor4D[] {
  const random = (shape: [number, number, number, number], scale: number, offset: number) =>
    tf.randomNormal<tf.Rank.R4>(shape, 0, scale, 'float32', seed + offset)
  return [
    random([batch, height, width, inputs], 1, 0),
    random([batch, height, width, 18], 2, 1),
    random([batch, height, width, 9], 1, 2),
    random([3, 3, inputs, outputs], 1, 3),
  ]
}

const convolve = ([x, offsets, modulation, kernel]: readonly tf.Tensor[]) =>
  deformableConvolution({ x, offsets, modulation, kernel } as Parameters<typeof deformableConvolution>[0])

/** The definition: every pixel counts with max(0, 1 − |distance|) along both axes, at every tap. */
function definition([x, offsets, modulation, kernel]: readonly tf.Tensor[]): tf.Tensor {
  const [batch, height, width, inputs] = x.shape
  const shares = (axis: 0 | 1) => {
    const size = [height, width][axis]
    const own = tf.reshape(tf.range(0, size), axis === 0 ? [1, size, 1, 1] : [1, 1, size, 1])
    const tap = tf.tensor1d(Array.from({ length: 9 }, (_, t) => (axis === 0 ? Math.floor(t / 3) : t % 3) - 1))
    const moved = tf.gather(offsets, tf.range(axis, 18, 2, 'int32'), 3)
    const position = tf.add(tf.add(own, tap), moved) // [B, H, W, 9]
    return tf.relu(tf.sub(1, tf.abs(tf.sub(tf.expandDims(position, 4), tf.range(0, size))))) // [B, H, W, 9, size]
  }
  const rows = tf.reshape(shares(0), [batch, -1, height, 1])
  const columns = tf.reshape(shares(1), [batch, -1, 1, width])
  const weights = tf.reshape(tf.mul(rows, columns), [batch, -1, height * width])
  const samples = tf.matMul(weights, tf.reshape(x, [batch, height * width, inputs]))
  const modulated = tf.mul(tf.reshape(samples, [-1, 9, inputs]), tf.reshape(modulation, [-1, 9, 1]))
  const outputs = tf.matMul(tf.reshape(modulated, [-1, 9 * inputs]), tf.reshape(kernel, [9 * inputs, -1]))
  return tf.reshape(outputs, [batch, height, width, kernel.shape[3]!])
}

test('value and derivatives are those of the definition', () => {
  const property = fc.property(sizes, fc.integer({ min: 0, max: 1e6 }), (size, seed) => {
    tf.tidy(() => {
      const inputs = randomInputs(size, seed)
      expect(convolve(inputs).dataSync()).toBeWithin(1e-4, definition(inputs).dataSync())
      const dy = tf.randomNormal([size.batch, size.height, size.width, size.outputs], 0, 1, 'float32', seed + 9)
      const expected = tf.grads((...args) => definition(args))(inputs, dy)
      for (const [index, gradient] of tf
        .grads((...args) => convolve(args))(inputs, dy)
        .entries()) {
        expect(gradient.dataSync()).toBeWithin(2e-4, expected[index].dataSync())
      }
    })
  })
  fc.assert(property, { numRuns: 15 })
})

test('without displacements and modulation, it is an ordinary convolution', () => {
  const [x, offsets, modulation, kernel] = randomInputs({ batch: 2, height: 4, width: 5, inputs: 3, outputs: 2 }, 1)
  const plain = convolve([x, tf.zerosLike(offsets), tf.onesLike(modulation), kernel])
  expect(plain.dataSync()).toBeWithin(1e-5, tf.conv2d(x, kernel, 1, 'same').dataSync())
  expect(convolve([x, offsets, modulation, kernel]).dataSync()).not.toBeWithin(1, plain.dataSync())
})

test('points far outside read zeros and do not move', () => {
  const [x, offsets, modulation, kernel] = randomInputs({ batch: 1, height: 3, width: 3, inputs: 2, outputs: 2 }, 2)
  for (const distance of [-1e7, -5, 5, 1e7]) {
    const far = tf.fill(offsets.shape, distance)
    expect(tf.max(tf.abs(convolve([x, far, modulation, kernel]))).dataSync()[0]).toBe(0)
    const [dx, dOffsets] = tf.grads((...args) => convolve([...args, modulation, kernel]))([x, far])
    expect(tf.max(tf.abs(dx)).dataSync()[0]).toBe(0)
    expect(tf.max(tf.abs(dOffsets)).dataSync()[0]).toBe(0)
  }
})
