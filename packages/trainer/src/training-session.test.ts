import '@tensorflow/tfjs-backend-cpu'
import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { TrainingSession } from './training-session.js'

beforeAll(() => tf.setBackend('cpu'))

const x = Float32Array.from({ length: 32 }, (_, i) => Math.sin(i * 12.9898))
const y = Float32Array.from({ length: 16 }, (_, i) => x[2 * i] * x[2 * i + 1])
const seeded = (seed: number) => tfl.initializers.glorotUniform({ seed })

function network(): tfl.Sequential {
  return tfl.sequential({
    layers: [
      tfl.layers.dense({ inputShape: [2], units: 8, activation: 'tanh', kernelInitializer: seeded(1) }),
      tfl.layers.dense({ units: 1, kernelInitializer: seeded(2) }),
    ],
  })
}

const open = (model: tfl.Sequential, options: object = {}) =>
  TrainingSession.create({
    model,
    inputs: { x: [16, 2], y: [16, 1] },
    loss: ({ x, y }) => tf.mean(tf.square(tf.sub(model.apply(x) as tf.Tensor, y))),
    threads: 1,
    ...options,
  })

/** The loss of the model itself. */
const lossOf = (model: tfl.Sequential) =>
  tf.tidy(() => {
    const difference = tf.sub(model.predict(tf.tensor2d(x, [16, 2])) as tf.Tensor, tf.tensor2d(y, [16, 1]))
    return tf.mean(tf.square(difference)).dataSync()[0]
  })

test('trains as tfjs itself does with Adam, and gives the weights back', async () => {
  const model = network()
  await using session = await open(model)
  const losses: number[] = []
  for (let step = 0; step < 5; step++) losses.push((await session.step({ x, y }, { learningRate: 0.01 })).loss)
  expect(session.stepCount).toBe(5)
  expect([lossOf(model)]).toBeWithin(1e-6, [losses[0]]) // the model does not change before `update`
  await session.update()
  const after = lossOf(model)
  expect(after).toBeLessThan(losses[4])

  const other = network()
  const adam = tf.train.adam(0.01, 0.9, 0.999, 1e-8)
  for (let step = 0; step < 5; step++) {
    adam.minimize(() => {
      const difference = tf.sub(other.apply(tf.tensor2d(x, [16, 2])) as tf.Tensor, tf.tensor2d(y, [16, 1]))
      return tf.mean(tf.square(difference)) as tf.Scalar
    })
  }
  expect([after]).toBeWithin(1e-4, [lossOf(other)])
})

test('trains as tfjs itself does with SGD and momentum', async () => {
  const [model, other] = [network(), network()]
  await using session = await open(model, { optimizer: { kind: 'sgd', momentum: 0.8 } })
  const momentum = tf.train.momentum(0.1, 0.8)
  for (let step = 0; step < 5; step++) {
    await session.step({ x, y }, { learningRate: 0.1 })
    momentum.minimize(() => {
      const difference = tf.sub(other.apply(tf.tensor2d(x, [16, 2])) as tf.Tensor, tf.tensor2d(y, [16, 1]))
      return tf.mean(tf.square(difference)) as tf.Scalar
    })
  }
  await session.update()
  expect([lossOf(model)]).toBeWithin(1e-5, [lossOf(other)])
})

test('clips, and reports the norm', async () => {
  await using session = await open(network(), { clipNorm: 1e-3 })
  const { gradientNorm } = await session.step({ x, y }, { learningRate: 0.01 })
  expect(gradientNorm).toBeGreaterThan(1e-3)
})

test('inputs are checked by name and size', async () => {
  await using session = await open(network())
  const step = (batch: object) => session.step(batch as { x: Float32Array; y: Float32Array }, { learningRate: 0.01 })
  await expect(step({ x, y, z: y })).rejects.toThrow('the step has no input z; its inputs are x, y')
  await expect(step({ x })).rejects.toThrow('the input y of the step has the shape [16, 1], 16 numbers; got nothing')
  await expect(step({ x, y: x })).rejects.toThrow(UsageError)
  expect(session.stepCount).toBe(0)
})
