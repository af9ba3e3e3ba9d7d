import { type Float32Tensor, UsageError } from '@dfpir/core'
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
import { keyMapOf } from '../shared/layer-specs.js'
import { parseTransWeather } from './config.js'
import { nearestRows } from './nearest-rows.js'
import { transWeatherSpecs } from './parts.js'
import { connectTransWeather } from './transweather.js'

const tiny = parseTransWeather({ dims: [4, 8, 16, 24], blocks: [1, 2, 1, 1], decoderBlocks: 2, tail: [6, 4] })
const keyMap = keyMapOf(transWeatherSpecs(tiny))

let golden: GoldenNetwork

beforeAll(async () => {
  await tf.setBackend('cpu')
  golden = await readGolden('transweather')
})

function network(config = tiny, residual = false) {
  return { apply: (picture: tfl.SymbolicTensor) => connectTransWeather(config, picture, { seed: 0, residual }) }
}

function loaded(config = tiny, residual = false): tfl.LayersModel {
  const model = modelOf(network(config, residual))
  load(model, keyMap, golden.weights as Map<string, Float32Tensor>)
  return model
}

const run = (model: tfl.LayersModel) => model.apply(golden.input) as tf.Tensor

// The reference's own float32 differs from float64 by 3.5e-6 in outputs and by 9.9e-6 in gradients.
test('the reference’s output, with both crops', () => {
  const expected = golden.output.dataSync()
  expect(run(loaded()).dataSync()).toBeWithin(1e-5, expected)
  expect(tf.add(run(loaded(tiny, true)), golden.input).dataSync()).toBeWithin(1e-5, expected)
})

test('the reference’s gradients of every weight', () => {
  expectGradients(loaded(), { golden, keyMap, within: 1e-4, least: 0 })
})

test('other heads, and keys in the place of values, do not give the reference’s output', () => {
  const expected = golden.output.dataSync()
  expect(run(loaded({ ...tiny, decoderHeads: 4 })).dataSync()).not.toBeWithin(1e-3, expected)
  const model = loaded()
  const kv = model
    .getLayer('Tenc.block3.0')
    .weights.find(({ originalName }) => originalName.endsWith('attn/kv/kernel'))!
  const [keys, values] = tf.split(kv.read(), 2, 1)
  kv.write(tf.concat([values, keys], 1))
  expect(run(model).dataSync()).not.toBeWithin(1e-3, expected)
})

test('learned queries: nearest neighbours, as PyTorch computes them, with their gradient', () => {
  const rows = tf.tensor2d([0, 1, 2, 3, 4, 5], [6, 1])
  expect([...nearestRows(rows, tf.zeros([1, 2, 2, 3])).dataSync()]).toEqual([0, 1, 3, 4])
  expect([...nearestRows(rows, tf.randomUniform([2, 1, 9, 1])).dataSync()]).toEqual([0, 0, 1, 2, 2, 3, 4, 4, 5])
  const queries = tf.tensor2d(Array.from({ length: 48 }, (_, row) => [row]))
  expect(nearestRows(queries, tf.ones([1, 3, 55, 1])).dataSync()[55]).toBe(15) // 55 · (48 / 165) is 15.999999 in float32
  const gradient = tf.grad(x => tf.sum(nearestRows(x as tf.Tensor2D, tf.zeros([1, 3, 3, 1]))))(rows)
  expect([...gradient.dataSync()]).toEqual([2, 1, 2, 1, 2, 1])
})

test('pictures that are smaller than the published network takes', () => {
  const restored = modelOf(network()).apply(tf.fill([1, 16, 32, 3], 0.5)) as tf.Tensor
  expect(restored.shape).toEqual([1, 16, 32, 3])
})

test('the published network: 38,052,078 parameters, of which it uses all but 296,667', () => {
  expect(countNumbers(keyMapOf(transWeatherSpecs(parseTransWeather())))).toBe(38_052_078 - 296_667)
})

test.each([
  [{ dims: [64, 128, 320] }, 'dims'],
  [{ blocks: [0, 1, 1, 1] }, 'blocks'],
  [{ heads: [3, 2, 4, 4] }, '64 channels cannot be divided into 3 heads'],
  [{ dims: [60, 127, 320, 512], heads: [1, 1, 1, 1], decoderHeads: 7 }, '512 channels cannot be divided into 7 heads'],
  [{ dims: [8, 8, 6, 8], heads: [4, 4, 2, 4] }, '6 channels cannot be divided into 4 heads'],
  [{ tail: [16] }, 'tail'],
  [{ decoderBlock: 3 }, 'did you mean decoderBlocks?'],
])('%j is a usage error', (options, message) => {
  expect(() => parseTransWeather(options)).toThrow(UsageError)
  expect(() => parseTransWeather(options)).toThrow(message)
})
