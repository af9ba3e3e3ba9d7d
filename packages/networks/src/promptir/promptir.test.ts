import { UsageError } from '@dfpir/core'
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
import { promptIrConfig } from './config.js'
import { promptIrKeyMap, usedByPromptIr } from './parts.js'
import { type PromptIrOptions, promptIr } from './promptir.js'

const tiny = {
  dim: 4,
  blocks: [1, 1, 1, 2],
  refinement: 1,
  heads: [1, 2, 2, 4],
  expansion: 2,
  promptLength: 3,
  promptChannels: [2, 4, 6],
  promptSizes: [6, 3, 2],
  norm: 'with-bias',
} as const
const keyMap = promptIrKeyMap(tiny)

let golden: GoldenNetwork

beforeAll(async () => {
  await tf.setBackend('cpu')
  golden = await readGolden('promptir')
})

function loaded(options: PromptIrOptions = {}): tfl.LayersModel {
  const model = modelOf(promptIr({ ...tiny, ...options }))
  load(model, keyMap, golden.weights)
  return model
}

const run = (model: tfl.LayersModel) => model.apply(golden.input) as tf.Tensor

test('the reference’s output', () => {
  const expected = golden.output.dataSync()
  expect(run(loaded()).dataSync()).toBeWithin(1e-5, expected)
  const alone = run(loaded({ residual: true }))
  expect(alone.dataSync()).not.toBeWithin(1e-4, expected)
  expect(tf.add(alone, golden.input).dataSync()).toBeWithin(1e-5, expected)
})

test('the reference’s gradients of every weight', () => {
  expectGradients(loaded(), { golden, keyMap, within: 1e-4 })
})

test('the bridge sees every skip and the latent', () => {
  const seen: [number, tfl.Shape][] = []
  const bridge = (features: tfl.SymbolicTensor, level: number) => {
    seen.push([level, features.shape])
    return features
  }
  modelOf(promptIr({ ...tiny, bridge }), 16)
  expect(seen).toEqual([
    [0, [null, 16, 16, 4]],
    [1, [null, 8, 8, 8]],
    [2, [null, 4, 4, 16]],
    [3, [null, 2, 2, 32]],
  ])
})

test('the published network: 35,592,263 parameters, of which it uses all but 215,296', () => {
  expect(countNumbers(promptIrKeyMap(promptIrConfig()))).toBe(35_592_263 - 215_296)
  const names = ['chnl_reduce3.weight', 'output.weight', 'reduce_noise_channel_1.weight', 'reduce_noise_level1.weight']
  const stateDict = new Map(names.map(name => [name, 0]))
  expect([...usedByPromptIr(stateDict).keys()]).toEqual(['output.weight', 'reduce_noise_level1.weight'])
})

test.each([
  [{ dim: 7 }, 'dim must be even'],
  [{ blocks: [1, 1, 1] }, 'blocks must have 4 numbers'],
  [{ heads: [1, 2, 0, 4] }, 'heads must be a whole number of at least 1'],
  [{ refinement: -1 }, 'refinement'],
  [{ expansion: 0 }, 'expansion'],
  [{ promptLength: 0 }, 'promptLength'],
  [{ promptChannels: [1, 2] }, 'promptChannels must have 3 numbers'],
  [{ promptSizes: [6, 3, 1.5] }, 'promptSizes must be a whole number'],
])('%j is a usage error', (options, message) => {
  expect(() => promptIr({ ...tiny, ...options })).toThrow(UsageError)
  expect(() => promptIr({ ...tiny, ...options })).toThrow(message)
})

test('heads that do not divide features and prompt together are a usage error', () => {
  expect(() => modelOf(promptIr({ ...tiny, promptChannels: [2, 4, 7] }))).toThrow(
    '39 channels cannot be divided into 2',
  )
})
