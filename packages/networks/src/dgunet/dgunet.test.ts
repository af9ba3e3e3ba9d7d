import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { countNumbers, load, modelOf } from '../fixtures/golden-network.js'
import { type PublishedGolden, readPublished } from '../fixtures/published-golden.js'
import { dgunetConfig } from './config.js'
import { dgunet } from './dgunet.js'
import { dgunetNetwork } from './kind.js'
import { dgunetKeyMap, dgunetSharedNames, unusedByDgunet } from './parts.js'
import { project } from './subspace-merge.js'

const tiny = { width: 8, widthStep: 4, lastWidthStep: 4, reduction: 2, depth: 2 } as const
const keyMap = dgunetKeyMap(tiny)
const shared = dgunetSharedNames(tiny)
const unusedNumbers = 2 * 8 * 8 * 9

let golden: PublishedGolden

beforeAll(async () => {
  await tf.setBackend('cpu')
  golden = await readPublished('dgunet')
})

function loaded(): tfl.LayersModel {
  const inputs = tfl.input({ shape: [null, null, 3] })
  const model = tfl.model({ inputs, outputs: dgunet(tiny).applyStages(inputs) })
  load(
    model,
    keyMap,
    new Map([...golden.weights].filter(([name]) => !shared.has(name) && !unusedByDgunet.includes(name))),
  )
  return model
}

const run = (model: tfl.LayersModel) => model.apply(golden.features('input')) as tf.Tensor4D[]

// The gradients are compared in packages/trainer/src/published-loss.test.ts, on libtensorflow: here they take minutes.
test('the published code’s outputs of all stages', () => {
  const found = run(loaded())
  expect(found).toHaveLength(4)
  for (const [index, name] of ['output', 'output3', 'output2', 'output1'].entries()) {
    expect(found[index].dataSync()).toBeWithin(1e-4, golden.features(name).dataSync())
  }
})

test('another step size misses the outputs', () => {
  const model = loaded()
  const { weights } = model.getLayer('basic.r1')
  tf.tidy(() => {
    weights[0].write(tf.add(weights[0].read(), 0.01))
    expect(run(model)[0].dataSync()).not.toBeWithin(1e-4, golden.features('output').dataSync())
  })
})

test('all weights are freed although a stage is applied twice', () => {
  const before = tf.memory().numTensors
  const model = modelOf(dgunet(tiny))
  expect(tf.memory().numTensors - before).toBe(keyMap.entries.length)
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('a projection keeps what lies in the subspace and is orthogonal to the rest, with its derivatives', () => {
  const maps = tf.randomNormal<tf.Rank.R4>([2, 3, 4, 3], 0, 1, 'float32', 1)
  const features = tf.randomNormal<tf.Rank.R4>([2, 3, 4, 2], 0, 1, 'float32', 2)
  const projected = project(features, maps)
  expect(project(projected, maps).dataSync()).toBeWithin(1e-5, projected.dataSync())
  const products = (x: tf.Tensor4D) => tf.sum(tf.mul(tf.expandDims(maps, 4), tf.expandDims(x, 3)), [1, 2])
  expect(products(projected).dataSync()).toBeWithin(1e-5, products(features).dataSync())
  const weights = tf.randomNormal<tf.Rank.R4>([2, 3, 4, 2], 0, 1, 'float32', 3)
  const value = (f: tf.Tensor4D, m: tf.Tensor4D) => tf.sum<tf.Scalar>(tf.mul(project(f, m), weights))
  const gradients = tf.grads(value as (...inputs: tf.Tensor[]) => tf.Tensor)([features, maps])
  for (const [index, x] of [features, maps].entries()) {
    const direction = tf.randomNormal<tf.Rank.R4>(x.shape, 0, 1e-2, 'float32', 4)
    const at = (moved: tf.Tensor4D) => (index === 0 ? value(moved, maps) : value(features, moved)).dataSync()[0]
    const slope = (at(tf.add(x, direction)) - at(tf.sub(x, direction))) / 2
    expect([tf.sum(tf.mul(gradients[index], direction)).dataSync()[0]]).toBeRelativelyWithin(5e-3, [slope])
  }
})

test('the published names: those of the weights, further ones of the slopes, and one of a weight that nothing reads', () => {
  const names = [...keyMap.entries.map(({ torch }) => torch), ...shared.keys(), ...unusedByDgunet]
  expect(names.sort()).toEqual([...golden.weights.keys()].sort())
})

test('the published numbers of parameters, without the weight that nothing reads', () => {
  const count = (width: number, widthStep: number, lastWidthStep: number) =>
    countNumbers(dgunetKeyMap(dgunetConfig({ width, widthStep, lastWidthStep })))
  expect(countNumbers(keyMap)).toBe(170_548 - unusedNumbers)
  expect(countNumbers(dgunetKeyMap(dgunetConfig()))).toBe(3_661_912 - 2 * 40 * 40 * 9)
  expect(count(80, 48, 32)).toBe(17_331_512 - 2 * 80 * 80 * 9)
})

test.each([
  [{ width: 0 }, 'width'],
  [{ width: 7 }, 'width must be even'],
  [{ widthStep: 3 }, 'widthStep must be even'],
  [{ depth: 0 }, 'depth'],
  [{ depth: 65 }, 'depth must be at most 64'],
  [{ reduction: 60 }, 'reduction 60 leaves nothing of 40 channels'],
])('%j is a usage error', (keys, message) => {
  expect(() => dgunetNetwork.parse(keys)).toThrow(UsageError)
  expect(() => dgunetNetwork.parse(keys)).toThrow(message)
})
