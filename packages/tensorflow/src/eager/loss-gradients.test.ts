import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // registers the gradients
import '@tensorflow/tfjs-backend-cpu'
import { lossGradients } from './loss-gradients.js'

const values = (length: number, seed: number) => Float32Array.from({ length }, (_, i) => Math.sin(i * 7 + seed))
const variable = (shape: number[], seed: number) =>
  tf.variable(tf.tensor(values(tf.util.sizeFromShape(shape), seed), shape))

let a: tf.Variable
let b: tf.Variable

beforeAll(() => tf.setBackend('cpu'))
beforeEach(() => {
  a = variable([2, 3], 1)
  b = variable([3, 2], 2)
})
afterEach(() => tf.dispose([a, b]))

const handOn = tf.customGrad(x => ({ value: tf.clone(x as tf.Tensor), gradFunc: dy => dy }))

const losses: [what: string, loss: () => tf.Scalar][] = [
  ['products', () => tf.sum(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D))],
  ['a tensor that is used twice', () => tf.sum(tf.mul(tf.mul(a, a), tf.transpose(b)))],
  [
    'one output of several',
    () => {
      const [first, , third] = tf.split(tf.mul(a, tf.transpose(b)), 3, 1)
      return tf.mean(tf.mul(first, tf.exp(third)))
    },
  ],
  [
    'a gradient function that hands on what it is given',
    () => tf.sum(tf.mul(handOn(a), handOn(handOn(tf.transpose(b))))),
  ],
  [
    'constants, and operations without a gradient beside the way',
    () => {
      const { indices } = tf.topk(tf.tensor1d([3, 1, 2]), 3)
      return tf.sum(tf.mul(tf.gather(a, indices, 1), tf.add(tf.transpose(b), tf.square(tf.ones([2, 3])))))
    },
  ],
]

test.each(losses)('the derivatives are those of tfjs: %s', (_, loss) => {
  const expected = tf.variableGrads(loss, [a, b])
  const before = tf.memory().numTensors
  const { value, gradients } = lossGradients(loss, [a, b])
  expect(tf.memory().numTensors).toBe(before + 3)
  expect(value.dataSync()).toEqual(expected.value.dataSync())
  for (const [index, { name }] of [a, b].entries()) {
    expect(gradients[index].shape).toEqual(expected.grads[name].shape)
    expect(gradients[index].dataSync()).toBeWithin(1e-6, expected.grads[name].dataSync())
  }
  tf.dispose([value, gradients, expected.value, Object.values(expected.grads)])
})

test('what was saved for the derivative is freed on the way', () => {
  const bytes: number[] = []
  const step = tf.customGrad((x, save) => {
    if (typeof save === 'function') save([tf.square(x as tf.Tensor)])
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
      bytes.push(tf.memory().numBytes)
      return tf.mul(dy, saved)
    }
    return { value: tf.mul(x as tf.Tensor, 1.1), gradFunc }
  })
  const chain = () => tf.sum<tf.Scalar>(Array.from({ length: 10 }).reduce<tf.Tensor>(x => step(x), a))
  const { value, gradients } = lossGradients(chain, [a])
  tf.dispose([value, gradients])
  expect(bytes).toHaveLength(10)
  expect(bytes[9]).toBeLessThan(bytes[0])
  for (const [index, now] of bytes.entries()) expect(now).toBeLessThanOrEqual(bytes[Math.max(index - 1, 0)])
})

describe('errors', () => {
  const failing: [what: string, loss: () => tf.Scalar, message: string | RegExp][] = [
    ['a variable that the loss does not reach', () => tf.sum(a), /does not depend on the variable/],
    [
      'an operation without a gradient',
      () => tf.sum(tf.add(tf.topk(a, 2).values, tf.sum(b))),
      'TopK has no gradient in TensorFlow.js',
    ],
    [
      'a loss that throws',
      () => {
        tf.mul(a, tf.transpose(b))
        throw new Error('no loss')
      },
      'no loss',
    ],
    [
      'a loss that takes gradients itself',
      () => lossGradients(() => tf.sum(tf.mul(a, 2)), [a]).value,
      /another gradient/,
    ],
  ]

  test.each(failing)('%s leaves nothing behind', (_, loss, message) => {
    const before = tf.memory().numTensors
    expect(() => lossGradients(loss, [a, b])).toThrow(message)
    expect(tf.memory().numTensors).toBe(before)
    const { gradients } = tf.tidy(() => lossGradients(() => tf.sum(tf.square(a)), [a]))
    expect(gradients[0].dataSync()).toBeWithin(1e-6, tf.tidy(() => tf.mul(a, 2)).dataSync())
    tf.dispose(gradients)
  })
})
