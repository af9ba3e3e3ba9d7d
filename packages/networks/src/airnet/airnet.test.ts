import { KeyMap } from '@dfpir/checkpoints'
import { UsageError } from '@dfpir/core'
import { deformableConvolution } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { countNumbers, load, modelOf } from '../fixtures/golden-network.js'
import { type PublishedGolden, readPublished } from '../fixtures/published-golden.js'
import { type AirNetOptions, airNet } from './airnet.js'
import { airNetConfig } from './config.js'
import { airNetKeyMap } from './parts.js'

const tiny = { width: 8, groups: 2, blocks: 2 } as const
const keyMap = airNetKeyMap(tiny)
const tolerance = 9e-5 // ten times the distance between PyTorch's own results in float32 and in float64

let golden: PublishedGolden

beforeAll(async () => {
  await tf.setBackend('cpu')
  golden = await readPublished('airnet')
})

function loaded(options: AirNetOptions = {}): tfl.LayersModel {
  const model = modelOf(airNet({ ...tiny, ...options }))
  load(model, keyMap, golden.weights)
  return model
}

const run = (model: tfl.LayersModel) => model.apply(golden.features('input')) as tf.Tensor

test('the published output, with running statistics and with those of the batch', () => {
  const [output, training] = ['output', 'training.output'].map(name => golden.features(name).dataSync())
  expect(run(loaded()).dataSync()).toBeWithin(tolerance, output)
  expect(run(loaded({ statistics: 'batch' })).dataSync()).toBeWithin(tolerance, training)
  expect(training).not.toBeWithin(0.1, output)
})

test('the published degradation map', () => {
  const model = loaded()
  const map = model.getLayer('E.E.encoder_q.E_pre').apply(golden.features('input')) as tf.Tensor
  expect(map.dataSync()).toBeWithin(1e-5, golden.features('degradation_map').dataSync())
})

test('a residual is the output without the picture', () => {
  const picture = tf.randomUniform([1, 3, 4, 3], 0, 1, 'float32', 1)
  const [output, residual] = [false, true].map(residual => loaded({ residual }).apply(picture) as tf.Tensor)
  expect(tf.add(residual, picture).dataSync()).toBeWithin(1e-5, output.dataSync())
})

test('the published deformable convolution, with points outside the features', () => {
  const [x, offsets, modulation] = ['input', 'offset', 'mask'].map(name => golden.features(`deform.${name}`))
  const { data, shape } = golden.tensor('deform.weight')
  const kernel = tf.transpose(tf.tensor4d(data, shape as tf.Tensor4D['shape']), [2, 3, 1, 0])
  const expected = golden.features('deform.output').dataSync()
  expect(deformableConvolution({ x, offsets, modulation, kernel }).dataSync()).toBeWithin(1e-5, expected)
  const rightFirst = Array.from({ length: 18 }, (_, index) => index ^ 1)
  const swapped: tf.Tensor4D = tf.gather(offsets, tf.tensor1d(rightFirst, 'int32'), 3)
  expect(deformableConvolution({ x, offsets: swapped, modulation, kernel }).dataSync()).not.toBeWithin(0.1, expected)
})

test('the published network: 8,930,313 parameters, of which restoration uses all but the rest of two encoders', () => {
  const trained = ({ torch }: { torch: string }) => !torch.includes('.running_')
  const { entries } = airNetKeyMap(airNetConfig())
  const restoring = countNumbers(new KeyMap(entries.filter(trained)))
  const block = (inputs: number, outputs: number) => 10 * inputs * outputs + 9 * outputs ** 2 + 6 * outputs
  const rest = block(64, 128) + block(128, 256) + 2 * (256 * 256 + 256)
  expect(restoring + rest + (block(3, 64) + rest)).toBe(8_930_313)
})

test.each([
  [{ width: 2 }, 'width must be a whole number of at least 3'],
  [{ groups: 0 }, 'groups must be a whole number of at least 1'],
  [{ blocks: 1.5 }, 'blocks must be a whole number'],
])('%j is a usage error', (options, message) => {
  expect(() => airNet({ ...tiny, ...options })).toThrow(UsageError)
  expect(() => airNet({ ...tiny, ...options })).toThrow(message)
})
