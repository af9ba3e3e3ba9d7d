import { DataError, UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import {
  countNumbers,
  expectGradients,
  type GoldenNetwork,
  load,
  modelOf,
  readGolden,
} from '../fixtures/golden-network.js'
import { nafnetConfig } from './config.js'
import { type NafnetOptions, nafnet } from './nafnet.js'
import { nafnetKeyMap } from './parts.js'

const tiny = { width: 4, encoder: [1, 2], middle: 1, decoder: [2, 1], stem: 'convolution' } as const
const keyMap = nafnetKeyMap(tiny)

let golden: GoldenNetwork

beforeAll(async () => {
  await tf.setBackend('cpu')
  golden = await readGolden('nafnet')
})

function loaded(options: NafnetOptions = {}): tfl.LayersModel {
  const model = modelOf(nafnet({ ...tiny, ...options }))
  load(model, keyMap, golden.weights)
  return model
}

const run = (model: tfl.LayersModel) => model.apply(golden.input) as tf.Tensor

test('the reference’s output', () => {
  const expected = golden.output.dataSync()
  expect(run(loaded()).dataSync()).toBeWithin(1e-5, expected)
  const alone = run(loaded({ residual: true }))
  expect(alone.dataSync()).not.toBeWithin(1e-5, expected)
  expect(tf.add(alone, golden.input).dataSync()).toBeWithin(1e-5, expected)
})

test('the reference’s gradients of every weight', () => {
  expectGradients(loaded(), { golden, keyMap, within: 1e-5 })
})

test('a weight that is missing or unknown is an error', () => {
  const renamed = new Map([...golden.weights].map(([name, value]) => [name.replace('intro.', 'intros.'), value]))
  expect(() => keyMap.toLayers(renamed)).toThrow(DataError)
  expect(() => keyMap.toLayers(renamed)).toThrow('intros.weight')
})

test('the bridge sees every skip and the latent, and what it returns goes on', () => {
  const seen = new Map<number, tfl.Shape>()
  const bridge = (features: tfl.SymbolicTensor, level: number) => {
    seen.set(level, features.shape)
    return features
  }
  modelOf(nafnet({ ...tiny, bridge }), 16)
  expect([...seen].sort()).toEqual([
    [0, [null, 16, 16, 4]],
    [1, [null, 8, 8, 8]],
    [2, [null, 4, 4, 16]],
  ])
})

test('at half size, level 0 is that of half size, and the picture comes out at full size', () => {
  const seen: tfl.Shape[] = []
  const bridge = (features: tfl.SymbolicTensor, level: number) => {
    if (level === 0) seen.push(features.shape)
    return features
  }
  const model = modelOf(nafnet({ ...tiny, stem: 'unshuffle', bridge }), 16)
  expect(seen).toEqual([[null, 8, 8, 4]])
  expect(model.outputShape).toEqual([null, 16, 16, 3])
})

test('what was published: parameters of the networks for denoising and deblurring', () => {
  const count = (config: Partial<NafnetOptions>) => countNumbers(nafnetKeyMap(nafnetConfig(config)))
  const deblurring = { encoder: [1, 1, 1, 28], middle: 1, decoder: [1, 1, 1, 1] }
  expect([count({}), count({ width: 64 }), count(deblurring), count({ ...deblurring, width: 64 })]).toEqual([
    29_159_715, 115_982_915, 17_111_907, 67_888_835,
  ])
})

test('at the start, blocks pass their features on', () => {
  const blocks = modelOf(nafnet(tiny))
  const none = modelOf(nafnet({ ...tiny, encoder: [0, 0], middle: 0, decoder: [0, 0] }))
  expect(run(blocks).dataSync()).toBeWithin(1e-6, run(none).dataSync())
})

test.each([
  [{ width: 0 }, 'width must be a whole number of at least 1'],
  [{ width: 2.5 }, 'width must be a whole number'],
  [{ middle: -1 }, 'middle must be a whole number of at least 0'],
  [{ encoder: [1, Number.NaN] }, 'encoder must be a whole number'],
  [{ decoder: [1, 0.5] }, 'decoder must be a whole number'],
  [{ decoder: [1, 1, 1] }, 'encoder has 2 levels, but decoder has 3'],
])('%j is a usage error', (options, message) => {
  expect(() => nafnet({ ...tiny, ...options })).toThrow(UsageError)
  expect(() => nafnet({ ...tiny, ...options })).toThrow(message)
})

test('a side that cannot be halved at every level is a usage error, known or not', () => {
  expect(() => modelOf(nafnet(tiny), 6)).toThrow(UsageError)
  expect(() => modelOf(nafnet(tiny)).apply(tf.zeros([1, 4, 6, 3]))).toThrow('expected an even height and width, got 3')
})
