import { type Float32Tensor, UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { countNumbers, expectLossGradients, load, readTensors } from '../fixtures/golden-network.js'
import { instructIrConfig } from './config.js'
import { type InstructIrOptions, instructIr } from './instructir.js'
import { instructIrNetwork } from './kind.js'
import { instructIrKeyMap } from './parts.js'
import { TextProjection } from './text-projection.js'

// What the published code computes for a small network with random weights, and for its text head.
const tiny = { width: 6, encoder: [1, 1, 2], middle: 1, decoder: [1, 1, 1], textSize: 16, sentenceSize: 0 }
const config = instructIrConfig(tiny)
const keyMap = instructIrKeyMap(config)
/** PyTorch's own distance from float64 is 1.3e-5 for these weights, and 1.1e-5 for the gradients. */
const rounding = { output: 1.3e-4, gradient: 1.1e-4 }

type Tensors = ReadonlyMap<string, Float32Tensor>
let weights: Tensors
let forward: Tensors
let textHead: Tensors
let gradients: Tensors

beforeAll(async () => {
  await tf.setBackend('cpu')
  weights = await readTensors('instructir/weights')
  forward = await readTensors('instructir/forward')
  gradients = await readTensors('instructir/gradients')
  textHead = await readTensors('instructir/text-head')
})

const tensor = (tensors: Tensors, name: string) => {
  const { data, shape } = tensors.get(name)!
  return tf.tensor(data, [...shape])
}
const picture = (name: string) => tf.transpose(tensor(forward, name), [0, 2, 3, 1]) as tf.Tensor4D

function modelOf(options: InstructIrOptions = {}, size: number | null = null): tfl.LayersModel {
  const { sentenceSize = 0, textSize = 16 } = { ...tiny, ...options }
  const inputs = [tfl.input({ shape: [size, size, 3] }), tfl.input({ shape: [sentenceSize || textSize] })]
  return tfl.model({ inputs, outputs: instructIr({ ...tiny, ...options }).apply(inputs[0], inputs[1]) })
}

function loaded(options: InstructIrOptions = {}): tfl.LayersModel {
  const model = modelOf(options)
  load(model, keyMap, weights)
  return model
}

/** Pads with zeros on the right and below, as the published network does itself, and crops. */
function run(model: tfl.LayersModel, text = tensor(forward, 'embedding')): tf.Tensor4D {
  const input = picture('input')
  const [batch, height, width] = input.shape
  const sides: [number, number][] = [24 - height, 40 - width].map(missing => [0, missing])
  const padded = tf.pad(input, [[0, 0], ...sides, [0, 0]])
  return tf.slice(model.apply([padded, text]) as tf.Tensor4D, 0, [batch, height, width, 3])
}

test('the published code’s output', () => {
  expect(run(loaded()).dataSync()).toBeWithin(rounding.output, picture('output').dataSync())
})

test('its gradients of every weight', () => {
  const model = loaded()
  const loss = () => tf.mean<tf.Scalar>(tf.abs(tf.sub(run(model), picture('target'))))
  expectLossGradients(model, loss, { keyMap, gradients, within: rounding.gradient })
})

test('wrong variants do not pass: another text, no offset before the gate', () => {
  const expected = picture('output').dataSync()
  const other = tf.reverse(tensor(forward, 'embedding'), 0)
  expect(run(loaded(), other).dataSync()).not.toBeWithin(rounding.output, expected)
  const model = modelOf()
  const dull = [...weights].map(([name, value]): [string, Float32Tensor] =>
    /_cond\.\d\.beta$/.test(name) ? [name, { ...value, data: value.data.map(() => 0) }] : [name, value],
  )
  load(model, keyMap, new Map(dull))
  expect(run(model).dataSync()).not.toBeWithin(rounding.output, expected)
})

test('the text head gives the published code’s embedding, and is part of the network', () => {
  const head = new TextProjection({ name: 'fc1', units: 16 })
  head.build([3, 24])
  head.setWeights([tf.transpose(tensor(textHead, 'fc1.weight')), tensor(textHead, 'fc1.bias')])
  const sentence = tensor(textHead, 'sentence_embedding')
  const embedding = head.apply(sentence) as tf.Tensor
  expect(embedding.dataSync()).toBeWithin(1e-6, tensor(textHead, 'embedding').dataSync())

  const whole = modelOf({ sentenceSize: 24 })
  const wholeMap = instructIrKeyMap(instructIrConfig({ ...tiny, sentenceSize: 24 }))
  const used = [...textHead].filter(([name]) => name.startsWith('fc1.'))
  load(whole, wholeMap, new Map([...weights, ...used]))
  const first = (x: tf.Tensor) => tf.slice(x, [0, 0], [1, -1])
  const small = tf.randomUniform([1, 8, 8, 3], 0, 1, 'float32', 5)
  const expected = loaded({ residual: true }).apply([small, first(embedding)]) as tf.Tensor
  const restored = whole.apply([small, first(sentence)]) as tf.Tensor
  expect(tf.sub(restored, small).dataSync()).toBeWithin(1e-5, expected.dataSync())
})

test('recognised from the names and shapes, with the text head and without', () => {
  const { recognition } = instructIrNetwork
  expect(recognition!.guess(weights)).toEqual({ architecture: 'instructir', ...config })
  const whole = recognition!.guess(new Map([...weights, ...textHead]))
  expect(whole).toEqual({ architecture: 'instructir', ...config, sentenceSize: 24 })
})

test('the published network: 15,843,363 parameters, and 100,359 of the text head', () => {
  const count = (sentenceSize?: number) => countNumbers(instructIrKeyMap(instructIrConfig({ sentenceSize })))
  const classifier = 256 * 7 + 7 // names the kind of an instruction; not used here
  expect([count(0), count() + classifier]).toEqual([15_843_363, 15_843_363 + 100_359])
})

test('the bridge sees every skip and the latent', () => {
  const seen: [number, tfl.Shape][] = []
  const bridge = (features: tfl.SymbolicTensor, level: number) => {
    seen.push([level, features.shape])
    return features
  }
  modelOf({ bridge }, 16)
  expect(seen).toEqual([
    [0, [null, 16, 16, 6]],
    [1, [null, 8, 8, 12]],
    [2, [null, 4, 4, 24]],
    [3, [null, 2, 2, 48]],
  ])
})

test.each([
  [{ textSize: 0 }, 'textSize must be a whole number of at least 1'],
  [{ sentenceSize: -1 }, 'sentenceSize must be a whole number of at least 0'],
  [{ decoder: [1] }, 'encoder has 3 levels, but decoder has 1'],
])('%j is a usage error', (options, message) => {
  expect(() => instructIr({ ...tiny, ...options })).toThrow(UsageError)
  expect(() => instructIr({ ...tiny, ...options })).toThrow(message)
})
