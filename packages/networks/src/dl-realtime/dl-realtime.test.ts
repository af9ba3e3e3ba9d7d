import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import {
  apply,
  countNumbers,
  expectGradients,
  type GoldenNetwork,
  load,
  readGolden,
} from '../fixtures/golden-network.js'
import { keyMapOf } from '../shared/layer-specs.js'
import { parseDlRealtime } from './config.js'
import { connectDlRealtime } from './kind.js'
import { dlRealtimeSpecs } from './parts.js'

const tiny = parseDlRealtime({ width: 8, hidden: 16, tail: 6, predictor: 4 })
const keyMap = keyMapOf(dlRealtimeSpecs(tiny))

let golden: GoldenNetwork

beforeAll(async () => {
  await tf.setBackend('cpu')
  golden = await readGolden('dl-realtime')
})

function loaded(residual = false): tfl.LayersModel {
  const inputs = [tfl.input({ shape: [null, null, 3] }), tfl.input({ shape: [2] })]
  const model = tfl.model({ inputs, outputs: connectDlRealtime(tiny, inputs, { seed: 0, residual }) })
  load(model, keyMap, golden.weights)
  return model
}

// The reference's own float32 differs from float64 by 2.9e-7 in outputs (7.4e-5 of 255) and by 6.4e-6 in gradients.
test('the reference’s output, with parameters per picture', () => {
  const expected = golden.output.dataSync()
  const residual = apply(loaded(true), golden)
  expect(tf.add(residual, golden.input).dataSync()).toBeWithin(1e-5, expected)
  const swapped = { ...golden, prompt: tf.reverse(golden.prompt!, 0) }
  expect(apply(loaded(), swapped).dataSync()).not.toBeWithin(1e-3, expected)
})

test('the reference’s gradients of every weight', () => {
  expectGradients(loaded(), { golden, keyMap, within: 1e-4, least: 0 })
})

test('the published network: 1,124,515 parameters, of which it uses all but 256', () => {
  expect(countNumbers(keyMapOf(dlRealtimeSpecs(parseDlRealtime())))).toBe(1_124_515 - 256)
})

test.each([
  [{ width: 0 }, 'width'],
  [{ predictors: 2 }, 'did you mean predictor?'],
])('%j is a usage error', (options, message) => {
  expect(() => parseDlRealtime(options)).toThrow(UsageError)
  expect(() => parseDlRealtime(options)).toThrow(message)
})
