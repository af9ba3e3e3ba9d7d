import { type Float32Tensor, UsageError } from '@dfpir/core'
import { makePart, type NetworkPart, SwinBlock } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { countNumbers, expectLossGradients, load, modelOf, readTensors } from '../fixtures/golden-network.js'
import { swinIrConfig } from './config.js'
import { swinIrNetwork } from './kind.js'
import { swinIrKeyMap, swinIrParts, unusedBySwinIr } from './parts.js'
import { connectSwinIr, type SwinIrOptions, swinIr } from './swinir.js'

// What the published code computes for a small network with random weights: groups of 2 and of 3 blocks, windows of 4.
const tiny = { dim: 12, blocks: [2, 3], heads: [2, 3], window: 4, expansion: 2, range: 1 }
const config = swinIrConfig(tiny)
const keyMap = swinIrKeyMap(config)

type Tensors = ReadonlyMap<string, Float32Tensor>
let file: Tensors
let weights: Tensors
let forward: Tensors
let gradients: Tensors

beforeAll(async () => {
  await tf.setBackend('cpu')
  file = await readTensors('swinir/weights')
  weights = new Map([...file].filter(([name]) => !unusedBySwinIr.test(name)))
  forward = await readTensors('swinir/forward')
  gradients = await readTensors('swinir/gradients')
})

function picture(name: string): tf.Tensor4D {
  const { data, shape } = forward.get(name)!
  return tf.transpose(tf.tensor4d(data, shape as tf.Tensor4D['shape']), [0, 2, 3, 1])
}

function loaded(model = modelOf(swinIr(tiny))): tfl.LayersModel {
  load(model, keyMap, weights)
  return model
}

/** Pads by reflection on the right and below, as the published network does itself, and crops. */
function run(model: tfl.LayersModel, input = picture('input')): tf.Tensor4D {
  const [, height, width] = input.shape
  const sides = [height, width].map((side): [number, number] => [0, -side & 3])
  const padded = tf.mirrorPad(input, [[0, 0], ...sides, [0, 0]], 'reflect')
  return tf.slice(model.apply(padded) as tf.Tensor4D, 0, input.shape)
}

test('the published code’s output, also for a picture of the size that its masks were stored for', () => {
  const model = loaded()
  expect(run(model).dataSync()).toBeWithin(2e-5, picture('output').dataSync())
  expect(run(model, picture('native.input')).dataSync()).toBeWithin(2e-5, picture('native.output').dataSync())
})

test('its gradients of every weight', () => {
  const model = loaded()
  const loss = () => tf.mean<tf.Scalar>(tf.abs(tf.sub(run(model), picture('target'))))
  expectLossGradients(model, loss, { keyMap, gradients, within: 2e-5 })
})

test('a network without the shift does not pass', () => {
  const parts = swinIrParts(config)
  const unshifted = (part: NetworkPart, group: number) =>
    part.layer instanceof SwinBlock
      ? makePart(new SwinBlock({ name: part.layer.name, window: 4, heads: tiny.heads[group], expansion: 2 }), 12)
      : part
  const groups = parts.groups.map((group, index) => group.map(part => unshifted(part, index)))
  const model = modelOf({
    apply: image => tfl.layers.add().apply([connectSwinIr({ ...parts, groups }, image), image]) as tfl.SymbolicTensor,
  })
  const native = run(loaded(model), picture('native.input'))
  expect(native.dataSync()).not.toBeWithin(1e-2, picture('native.output').dataSync())
})

test('recognised from the names and shapes; its tables are not weights', () => {
  const { guess, assumed } = swinIrNetwork.recognition!
  expect(guess(file)).toEqual({ architecture: 'swinir', ...config })
  expect(assumed!(guess(file))).toEqual(['range'])
  expect([...file.keys()].filter(name => unusedBySwinIr.test(name))).toHaveLength(7)
})

test('the published networks for denoising have 11,504,163 parameters', () => {
  expect(countNumbers(swinIrKeyMap(swinIrConfig()))).toBe(11_504_163)
})

test('the range scales the picture for the network, and the residual back', () => {
  const narrow = loaded(modelOf(swinIr({ ...tiny, range: 255, residual: true })))
  const bias = new Map([...weights].map(([name, value]) => [name, value] as const))
  const first = bias.get('conv_first.weight')!
  bias.set('conv_first.weight', { ...first, data: first.data.map(value => value / 255) })
  load(narrow, keyMap, bias)
  const input = picture('native.input')
  const residual = tf.sub(picture('native.output'), input)
  expect(tf.mul(run(narrow, input), 255).dataSync()).toBeWithin(2e-5, residual.dataSync())
})

test.each<[SwinIrOptions, string]>([
  [{ dim: 0 }, 'dim must be a whole number of at least 1'],
  [{ window: 1 }, 'window must be a whole number of at least 2'],
  [{ blocks: [1] }, 'blocks and heads must have a number for each group, got [1] and [2,3]'],
  [{ heads: [2, 0] }, 'heads must be a whole number'],
  [{ expansion: 0 }, 'expansion'],
  [{ range: 0 }, 'range must be greater than 0'],
])('%j is a usage error', (options, message) => {
  expect(() => swinIr({ ...tiny, ...options })).toThrow(UsageError)
  expect(() => swinIr({ ...tiny, ...options })).toThrow(message)
})

test('heads that do not divide the channels, and pictures that windows do not fill, are usage errors', () => {
  expect(() => swinIrNetwork.parse({ ...tiny, heads: [5, 3] })).toThrow('12 channels cannot be divided into 5 heads')
  const model = modelOf(swinIr(tiny))
  expect(() => model.apply(tf.zeros([1, 4, 6, 3]))).toThrow('windows of 4 do not fill features of 4×6')
})
