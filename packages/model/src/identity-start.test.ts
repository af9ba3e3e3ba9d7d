import { Random } from '@dfpir/core'
import { attentionPerturbation, channelOrder, channelPerturbation } from '@dfpir/dgpb'
import { normalise, type ReadWeight } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { dfpirNetwork, parseConfig } from '@dfpir/networks'
import { createDfpir } from './create-dfpir.js'
import { namedWeights } from './named-weights.js'

const config = parseConfig({ dim: 8, blocks: [1, 1, 1, 1], refinement: 0, promptSize: 32 })
const block = 'encoder_shuffle_channel2' // 16 channels, 2 heads

const random = new Random(1)
const common = Float32Array.from({ length: 32 }, () => random.normal(0, 2))
/** Prompts that are nearly alike, as texts are that differ in a number only. */
const prompts = [15, 25, 50].map(() => common.map(value => value + random.normal(0, 0.2)))

let model: tfl.LayersModel

beforeAll(async () => {
  await tf.setBackend('cpu')
  model = createDfpir(config, { init: 'identity', prompts, seed: 3 })
})

const weight: ReadWeight = <T extends tf.Tensor>(name: string) =>
  namedWeights(model).get(`${block}/${name}`)!.read() as T
const features = () => tf.randomNormal<tf.Rank.R4>([1, 6, 5, 16], 1, 2, 'float32', 5)
const orders = () => prompts.map(prompt => channelOrder(tf.tensor2d(prompt, [1, 32]), weight))

test('the perturbation of channels is the identity for every prompt', () => {
  for (const order of orders()) {
    expect(channelPerturbation(features(), order, weight).dataSync()).toBeWithin(1e-5, features().dataSync())
  }
})

test('every prompt still has an order of its own, and few pairs are near a tie', () => {
  const texts = orders().map(order => order.dataSync().join())
  expect(new Set(texts).size).toBe(prompts.length)
  for (const text of texts) {
    const pairs = text.split(',').map(channel => Math.floor(Number(channel) / 2))
    expect(pairs).toEqual([...pairs].sort((a, b) => a - b))
  }
})

test('training can tell the prompts apart', () => {
  const gradients = orders().map(order => {
    const kernel = namedWeights(model).get(`${block}/conv_out/kernel`)!
    const loss = (): tf.Scalar => tf.mean(tf.square(channelPerturbation(features(), order, weight)))
    return tf.variableGrads(loss, [kernel.read() as tf.Variable]).grads[kernel.name].dataSync()
  })
  expect(gradients[0]).not.toBeWithin(1e-3, gradients[1])
  expect(gradients[1]).not.toBeWithin(1e-3, gradients[2])
})

test('the attention passes most of each channel on', () => {
  const x = features()
  const normal = normalise(x, 'norm2', weight)
  const options = { heads: 2, keep: 7, maskMode: 'exclude' } as const
  const attended = attentionPerturbation(normalise(x, 'norm1', weight), normal, options, weight)
  const cosine = tf.div(tf.sum(tf.mul(attended, normal)), tf.mul(tf.norm(attended), tf.norm(normal))).dataSync()[0]
  expect(cosine).toBeGreaterThan(0.9)
})

test('the network returns its picture', () => {
  const picture = tf.randomUniform([1, 8, 8, 3], 0, 1, 'float32', 1)
  const output = model.apply([picture, tf.tensor2d(prompts[0], [1, 32])]) as tf.Tensor
  expect(output.dataSync()).toEqual(picture.dataSync())
})

test('the reference’s start is no identity', () => {
  const reference = createDfpir(config)
  const read: ReadWeight = <T extends tf.Tensor>(name: string) =>
    namedWeights(reference).get(`${block}/${name}`)!.read() as T
  const order = channelOrder(tf.tensor2d(prompts[0], [1, 32]), read)
  expect(channelPerturbation(features(), order, read).dataSync()).not.toBeWithin(0.1, features().dataSync())
})

test('one prompt, or none, gives a start as well; a strange one does not', () => {
  expect(dfpirNetwork.identityStart!(config, { prompts: prompts.slice(0, 1) }).size).toBeGreaterThan(0)
  expect(dfpirNetwork.identityStart!(config, {}).size).toBeGreaterThan(0)
  expect(() => dfpirNetwork.identityStart!(config, { prompts: [new Float32Array(31)] })).toThrow(
    'expected prompts of 32 numbers',
  )
})

test('ordinary attention in place of the shuffle starts as nothing', () => {
  const start = dfpirNetwork.identityStart!({ ...config, channelPerturbation: 'attention' }, {})
  const { data } = start.get(`${block}/channel_attn/project_out/kernel`)!
  expect(Math.max(...data, -Math.min(...data))).toBe(0)
})
