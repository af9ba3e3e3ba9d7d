import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // registers the gradients
import { recomputed } from './recompute.js'
import { TransformerBlock } from './transformer-block.js'

beforeAll(() => tf.setBackend('cpu'))

const vector = (...values: number[]) => tf.tensor1d(values)

test('value and derivatives are those of the function itself, for every input', () => {
  const f = ([a, b]: tf.Tensor[]): tf.Tensor => tf.mul(tf.exp(tf.mul(a, b)), tf.sin(a))
  const inputs = [vector(0.3, -0.2, 1), vector(1, 2, -0.5)]
  const dy = vector(1, -2, 0.5)
  const again = (a: tf.Tensor, b: tf.Tensor) => recomputed([a, b], f)
  expect(again(inputs[0], inputs[1]).dataSync()).toBeWithin(1e-6, f(inputs).dataSync())
  const expected = tf.grads((a: tf.Tensor, b: tf.Tensor) => f([a, b]))(inputs, dy)
  for (const [index, gradient] of tf.grads(again)(inputs, dy).entries()) {
    expect(gradient.dataSync()).toBeWithin(1e-6, expected[index].dataSync())
  }
})

test('an input that the value does not depend on has the derivative 0', () => {
  const [a, b] = [vector(1, 2), vector(3, 4)]
  const [, gradient] = tf.grads((x, y) => recomputed([x, y], ([first]) => tf.square(first)))([a, b])
  expect([...gradient.dataSync()]).toEqual([0, 0])
})

test('blocks one after another, and within one another, work within an outer derivative', () => {
  const inner = (x: tf.Tensor) => recomputed([x], ([y]) => tf.sin(y))
  const f = (x: tf.Tensor) => recomputed([inner(x)], ([y]) => tf.square(inner(y)))
  const plain = (x: tf.Tensor) => tf.square(tf.sin(tf.sin(x)))
  const x = vector(0.4, 1.2)
  expect(tf.grad(f)(x).dataSync()).toBeWithin(1e-6, tf.grad(plain)(x).dataSync())
})

test('a layer that computes again has the gradients of one that does not, and keeps less', () => {
  const layer = new TransformerBlock({ heads: 2, name: 'block' })
  const x = tf.randomNormal<tf.Rank.R4>([1, 6, 6, 8], 0, 1, 'float32', 3)
  layer.apply(x)
  const loss = () => tf.sum<tf.Scalar>(tf.square(layer.apply(x) as tf.Tensor))
  const gradients = (again: boolean) => {
    layer.recompute = again
    const { value, grads } = tf.variableGrads(loss)
    return { value: value.dataSync()[0], grads: Object.values(grads).map(gradient => gradient.dataSync()) }
  }
  const [plain, again] = [gradients(false), gradients(true)]
  expect([again.value]).toBeRelativelyWithin(1e-6, [plain.value])
  again.grads.forEach((gradient, index) => {
    expect(gradient).toBeRelativelyWithin(1e-5, plain.grads[index])
  })
  const before = tf.memory().numTensors
  tf.tidy(() => void tf.variableGrads(loss))
  expect(tf.memory().numTensors).toBe(before)
})
