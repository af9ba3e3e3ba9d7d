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
import { parseDl } from './config.js'
import { connectDl } from './dl.js'
import { dlSpecs } from './parts.js'

const tiny = parseDl({ width: 8 })
const keyMap = keyMapOf(dlSpecs(tiny))

let golden: GoldenNetwork

beforeAll(async () => {
  await tf.setBackend('cpu')
  golden = await readGolden('dl')
})

function loaded(residual = false): tfl.LayersModel {
  const inputs = [tfl.input({ shape: [null, null, 3] }), tfl.input({ shape: [2] })]
  const model = tfl.model({ inputs, outputs: connectDl(tiny, inputs, { seed: 0, residual }) })
  load(model, keyMap, golden.weights)
  return model
}

// The reference's own float32 differs from float64 by 2.5e-6 in outputs (6.3e-4 of 255) and by 3.3e-6 in gradients.
test('the reference’s output, with parameters per picture', () => {
  const residual = apply(loaded(true), golden)
  expect(tf.add(residual, golden.input).dataSync()).toBeWithin(2.5e-5, golden.output.dataSync())
})

/** The first picture with its parameters. */
function first(): GoldenNetwork {
  const [input, prompt, output] = [golden.input, golden.prompt!, golden.output].map(x => tf.split(x, 2, 0)[0])
  return { ...golden, input: input as tf.Tensor4D, prompt: prompt as tf.Tensor2D, output: output as tf.Tensor4D }
}

test('one picture with its parameters, whose kernels are computed first', () => {
  expect(apply(loaded(), first()).dataSync()).toBeWithin(2.5e-5, first().output.dataSync())
})

test('the reference’s gradients of every weight', () => {
  expectGradients(loaded(), { golden, keyMap, within: 1e-4, least: 0 })
})

test('the colours in another order, and other parameters, do not give the reference’s output', () => {
  const { input, prompt, output } = first()
  const reversed = apply(loaded(), { ...golden, input: tf.reverse(input, 3), prompt })
  expect(tf.reverse(reversed, 3).dataSync()).not.toBeWithin(1e-2, output.dataSync())
  const other = apply(loaded(), { ...golden, input, prompt: tf.mul(prompt!, 1.01) })
  expect(other.dataSync()).not.toBeWithin(1e-3, output.dataSync())
})

test('the published networks: 2,091,200 parameters with two inputs, 1,394,944 with one', () => {
  const count = (json: object) => countNumbers(keyMapOf(dlSpecs(parseDl(json))))
  expect([count({}), count({ promptSize: 1 })]).toEqual([2_091_200, 1_394_944])
})

test.each([
  [{ width: 0 }, 'width'],
  [{ promptSize: 0 }, 'promptSize'],
  [{ promptsize: 2 }, 'did you mean promptSize?'],
])('%j is a usage error', (options, message) => {
  expect(() => parseDl(options)).toThrow(UsageError)
  expect(() => parseDl(options)).toThrow(message)
})
