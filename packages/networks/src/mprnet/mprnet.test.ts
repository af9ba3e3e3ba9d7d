import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { countNumbers, load, modelOf } from '../fixtures/golden-network.js'
import { type PublishedGolden, readPublished } from '../fixtures/published-golden.js'
import { mprnetConfig } from './config.js'
import { mprnetNetwork } from './kind.js'
import { mprnet } from './mprnet.js'
import { mprnetKeyMap, mprnetSharedNames } from './parts.js'

const tiny = { width: 8, widthStep: 4, lastWidthStep: 4, blocks: 2, reduction: 2 } as const
const keyMap = mprnetKeyMap(tiny)
const outputs = ['output', 'output2', 'output1'] as const

let golden: PublishedGolden

beforeAll(async () => {
  await tf.setBackend('cpu')
  golden = await readPublished('mprnet')
})

/** The published weights, each under one name. */
function ownWeights() {
  const shared = mprnetSharedNames(tiny)
  return new Map([...golden.weights].filter(([name]) => !shared.has(name)))
}

function loaded(): tfl.LayersModel {
  const inputs = tfl.input({ shape: [null, null, 3] })
  const model = tfl.model({ inputs, outputs: mprnet(tiny).applyStages(inputs) })
  load(model, keyMap, ownWeights())
  return model
}

const run = (model: tfl.LayersModel) => model.apply(golden.features('input')) as tf.Tensor4D[]

// The gradients are compared in packages/trainer/src/published-loss.test.ts, on libtensorflow: here they take minutes.
test('the published code’s outputs of all stages', () => {
  const found = run(loaded())
  outputs.forEach((name, index) => {
    expect(found[index].dataSync()).toBeWithin(4e-5, golden.features(name).dataSync())
  })
})

test('another slope misses the outputs', () => {
  const model = loaded()
  const slope = model.getLayer('slope').weights[0]
  slope.write(tf.mul(slope.read(), 1.01))
  const [output] = run(model)
  expect(output.dataSync()).not.toBeWithin(4e-5, golden.features('output').dataSync())
})

test('the published names: those of the weights, and 36 more of the slope', () => {
  const names = [...keyMap.entries.map(({ torch }) => torch), ...mprnetSharedNames(tiny).keys()]
  expect(names.sort()).toEqual([...golden.weights.keys()].sort())
  expect(new Set(mprnetSharedNames(tiny).values())).toEqual(new Set(['shallow_feat1.1.body.1.weight']))
})

test('the published numbers of parameters', () => {
  const count = (width: number, widthStep: number, lastWidthStep: number) =>
    countNumbers(mprnetKeyMap(mprnetConfig({ width, widthStep, lastWidthStep })))
  expect(countNumbers(keyMap)).toBe(109_885)
  expect(countNumbers(mprnetKeyMap(mprnetConfig()))).toBe(3_637_249)
  expect([count(80, 48, 32), count(96, 48, 32)]).toEqual([15_741_025, 20_127_073])
})

test.each([
  [{ width: 0 }, 'width'],
  [{ blocks: 1.5 }, 'blocks'],
  [{ reduction: 60 }, 'reduction 60 leaves nothing of 40 channels'],
  [{ numCab: 8 }, 'unknown key numCab'],
])('%j is a usage error', (keys, message) => {
  expect(() => mprnetNetwork.parse(keys)).toThrow(UsageError)
  expect(() => mprnetNetwork.parse(keys)).toThrow(message)
})

test('a side that cannot be cut and halved twice is a usage error', () => {
  expect(() => modelOf(mprnet(tiny), 12)).toThrow('expected an even height and width')
  expect(() => modelOf(mprnet(tiny)).apply(tf.zeros([1, 16, 20, 3]))).toThrow(UsageError)
})
