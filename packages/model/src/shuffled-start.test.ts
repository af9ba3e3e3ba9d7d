import { Random } from '@dfpir/core'
import { channelOrder, channelPerturbation } from '@dfpir/dgpb'
import type { ReadWeight } from '@dfpir/layers'
import { kendallDistance } from '@dfpir/metrics'
import { parseConfig } from '@dfpir/networks'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { createDfpir } from './create-dfpir.js'
import { namedWeights } from './named-weights.js'

const config = parseConfig({ dim: 8, blocks: [1, 1, 1, 1], refinement: 0, promptSize: 32 })
const block = 'encoder_shuffle_channel3' // 32 channels

const random = new Random(1)
const common = Float32Array.from({ length: 32 }, () => random.normal(0, 2))
/** Prompts that are nearly alike, as texts are that differ only in a number. */
const prompts = [15, 25, 50].map(() => common.map(value => value + random.normal(0, 0.2)))

beforeAll(() => tf.setBackend('cpu'))

const reader =
  (model: tfl.LayersModel): ReadWeight =>
  <T extends tf.Tensor>(name: string) =>
    namedWeights(model).get(`${block}/${name}`)!.read() as T
const start = (given: readonly Float32Array[]) =>
  reader(createDfpir(config, { init: 'shuffled', prompts: given, seed: 3 }))
const orderOf = (prompt: Float32Array, weight: ReadWeight) => channelOrder(tf.tensor2d(prompt, [1, 32]), weight)
const features = () => tf.randomNormal<tf.Rank.R4>([1, 6, 5, 32], 1, 2, 'float32', 5)

test('the perturbation of channels is the identity for the given prompts, and not for others', () => {
  const weight = start(prompts)
  const through = (prompt: Float32Array) => channelPerturbation(features(), orderOf(prompt, weight), weight).dataSync()
  for (const prompt of prompts) expect(through(prompt)).toBeWithin(1e-6, features().dataSync())
  expect(through(common.map(value => -value))).not.toBeWithin(0.1, features().dataSync())
})

test('every other position holds the same channel for every prompt; the others are far apart', () => {
  const weight = start(prompts)
  const orders = prompts.map(prompt => [...orderOf(prompt, weight).dataSync()])
  for (const order of orders) {
    expect(order.filter((_, place) => place % 2 === 0)).toEqual(Array.from({ length: 32 }, (_, pair) => 2 * pair))
  }
  const distances = [0, 1, 2].map(index => kendallDistance(orders[index], orders[(index + 1) % 3]))
  expect(Math.min(...distances)).toBeGreaterThan(0.2)
})

test('training can use the order: the gradients of the narrowing differ between the prompts', () => {
  const model = createDfpir(config, { init: 'shuffled', prompts, seed: 3 })
  const weight = reader(model)
  const kernel = namedWeights(model).get(`${block}/conv_out/kernel`)!.read() as tf.Variable
  const gradients = prompts.map(prompt => {
    const order = orderOf(prompt, weight)
    const loss = (): tf.Scalar => tf.mean(tf.square(channelPerturbation(features(), order, weight)))
    return tf.variableGrads(loss, [kernel]).grads[kernel.name].dataSync()
  })
  expect(gradients[0]).not.toBeWithin(1e-3, gradients[1])
  expect(gradients[1]).not.toBeWithin(1e-3, gradients[2])
})

test('the network returns its picture', () => {
  const model = createDfpir(config, { init: 'shuffled', prompts })
  const picture = tf.randomUniform([1, 8, 8, 3], 0, 1, 'float32', 1)
  const output = model.apply([picture, tf.tensor2d(prompts[0], [1, 32])]) as tf.Tensor
  expect(output.dataSync()).toEqual(picture.dataSync())
})

test('a prompt given twice has one order, and no prompts give a start too', () => {
  const weight = start([prompts[0], prompts[1], prompts[0]])
  expect(channelPerturbation(features(), orderOf(prompts[0], weight), weight).dataSync()).toBeWithin(
    1e-6,
    features().dataSync(),
  )
  expect(() => start([])).not.toThrow()
})
