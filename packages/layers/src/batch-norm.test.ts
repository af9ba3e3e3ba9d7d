import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import { batchNorm, batchNormSpecs } from './batch-norm.js'
import { place } from './weight-spec.js'
import type { ReadWeight } from './weighted-layer.js'

beforeAll(() => tf.setBackend('cpu'))

const x = () => tf.randomNormal<tf.Rank.R4>([2, 3, 4, 5], 2, 3, 'float32', 1)

function weights(): ReadWeight {
  const values = new Map(
    ['scale', 'offset', 'mean', 'variance'].map((name, index) => [
      `norm/${name}`,
      tf.randomUniform([5], 0.5, 2, 'float32', index),
    ]),
  )
  return <T extends tf.Tensor>(name: string) => values.get(name) as tf.Tensor as T
}

test('running statistics are used as they are', () => {
  const weight = weights()
  const [scale, offset, mean, variance] = ['scale', 'offset', 'mean', 'variance'].map(name =>
    weight<tf.Tensor1D>(`norm/${name}`),
  )
  const expected = tf.batchNorm(x(), mean, variance, offset, scale, 1e-5)
  expect(batchNorm(x(), 'norm', weight).dataSync()).toBeWithin(1e-5, expected.dataSync())
})

test('with the statistics of the batch, every channel has the mean `offset` and the deviation `scale`', () => {
  const weight = weights()
  const { mean, variance } = tf.moments(batchNorm(x(), 'norm', weight, 'batch'), [0, 1, 2])
  expect(mean.dataSync()).toBeWithin(1e-5, weight('norm/offset').dataSync())
  expect(tf.sqrt(variance).dataSync()).toBeWithin(1e-4, weight('norm/scale').dataSync())
})

test('the statistics are weights that are not trained', () => {
  const specs = batchNormSpecs(place('norm', 'backbone.1'), 5)
  expect(specs.map(({ torch, trainable = true }) => [torch, trainable])).toEqual([
    ['backbone.1.weight', true],
    ['backbone.1.bias', true],
    ['backbone.1.running_mean', false],
    ['backbone.1.running_var', false],
  ])
})
