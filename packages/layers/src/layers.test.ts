import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { Convolution } from './convolution.js'
import { Downsample } from './downsample.js'
import { TransformerBlock } from './transformer-block.js'
import { Upsample } from './upsample.js'

beforeAll(() => tf.setBackend('cpu'))

function network(seed = 0, size: number | null = null): tfl.LayersModel {
  const input = tfl.input({ shape: [size, size, 3] })
  const layers = [
    new Convolution({ name: 'embed', filters: 4, seed }),
    new TransformerBlock({ name: 'block', heads: 2, expansion: 2, seed }),
    new Downsample({ name: 'down', seed }),
    new Upsample({ name: 'up', seed }),
    new Convolution({ name: 'output', filters: 3, size: 1, seed }),
  ]
  const output = layers.reduce<tfl.SymbolicTensor>((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input)
  return tfl.model({ inputs: input, outputs: output })
}

const picture = () => tf.randomUniform([1, 4, 6, 3], 0, 1, 'float32', 1)
const apply = (model: tfl.LayersModel, x = picture()) => model.apply(x) as tf.Tensor

test('shapes are known before anything runs', () => {
  expect(network().outputs[0].shape).toEqual([null, null, null, 3])
  expect(network(0, 8).layers.map(({ outputShape }) => outputShape)).toEqual([
    [null, 8, 8, 3],
    [null, 8, 8, 4],
    [null, 8, 8, 4],
    [null, 4, 4, 8],
    [null, 8, 8, 4],
    [null, 8, 8, 3],
  ])
  expect(apply(network()).shape).toEqual([1, 4, 6, 3])
})

test('the same seed gives the same weights, another one others', () => {
  expect(apply(network(3)).dataSync()).toEqual(apply(network(3)).dataSync())
  expect(apply(network(3)).dataSync()).not.toBeWithin(1e-3, apply(network(4)).dataSync())
})

test('a model survives its JSON and its weights', async () => {
  const model = network(5)
  let saved: tf.io.ModelArtifacts | undefined
  await model.save(
    tf.io.withSaveHandler(async artifacts => {
      saved = artifacts
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) }
    }),
  )
  const loaded = await tfl.loadLayersModel(tf.io.fromMemory(saved!))
  expect(apply(loaded).dataSync()).toEqual(apply(model).dataSync())
  expect(loaded.layers.map(layer => layer.getConfig())).toEqual(model.layers.map(layer => layer.getConfig()))
})

test('calls leave nothing behind', () => {
  const model = network()
  const x = picture()
  apply(model, x).dispose()
  const before = tf.memory().numTensors
  for (let call = 0; call < 3; call++) apply(model, x).dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test.each([
  ['5 channels in 2 heads', () => new TransformerBlock({ heads: 2 }), [4, 4, 5], '5 channels cannot be divided into 2'],
  ['no channels', () => new TransformerBlock({ heads: 1 }), [4, 4], 'expected features'],
  ['an odd height', () => new Downsample(), [5, 4, 4], 'even height'],
  ['odd channels to halve', () => new Upsample(), [4, 4, 3], 'even number of channels'],
])('%s is a usage error', (_, make, shape, message) => {
  const build = () => make().apply(tfl.input({ shape }))
  expect(build).toThrow(UsageError)
  expect(build).toThrow(message)
})

test('an odd width is also noticed where sizes are free', () => {
  expect(() => apply(network(), tf.zeros([1, 4, 5, 3]))).toThrow(UsageError)
})
