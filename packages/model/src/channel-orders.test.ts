import { entryToFloat32, readSafetensors, toStateDict } from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { bridgeNames, parseConfig } from '@dfpir/networks'
import { blockNames, channelOrders } from './channel-orders.js'

const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })
let stateDict: ReadonlyMap<string, Float32Tensor>
let embedding: Float32Array
let expected: Int32Array[]

beforeAll(async () => {
  await tf.setBackend('cpu')
  stateDict = toStateDict((await readSafetensors(goldenPath('dfpir-tiny/weights.safetensors'))).tensors)
  const { tensors } = await readSafetensors(goldenPath('dfpir-tiny/forward.safetensors'))
  embedding = entryToFloat32(tensors.get('prompt')!).data.subarray(0, 512)
  const first = (name: string, count: number) => new Int32Array(tensors.get(name)!.data.slice().buffer, 0, count)
  expected = bridgeNames.map((name, level) => first(`order.${name}`, 16 * 2 ** level))
})

test('the orders of all four blocks are exactly the reference’s', () => {
  const before = tf.memory().numTensors
  const orders = channelOrders({ config, stateDict, embedding })
  expect(blockNames(config).map(name => orders[name])).toEqual(expected)
  expect(tf.memory().numTensors).toBe(before)
})

test('channels of equal scores stay in their order, others come by their scores', () => {
  const small = parseConfig({ dim: 2, promptSize: 3 })
  const zeros = bridgeNames.flatMap((name, level): [string, Float32Tensor][] => {
    const widened = 4 * 2 ** level
    const tensor = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) })
    return [
      [`${name}.linear_layer1.weight`, tensor(3, 3)],
      [`${name}.linear_layer1.bias`, tensor(3)],
      [`${name}.linear_layer3.weight`, tensor(widened, 3)],
      [`${name}.linear_layer3.bias`, tensor(widened)],
    ]
  })
  const weights = new Map(zeros)
  weights.get('encoder_shuffle_channel2.linear_layer3.bias')!.data.set([0, -1, 2, 0, 2])
  const { level1, level2 } = channelOrders({ config: small, stateDict: weights, embedding: Float32Array.of(1, 2, 3) })
  expect([...level1]).toEqual([0, 1, 2, 3])
  expect([...level2]).toEqual([2, 4, 0, 3, 5, 6, 7, 1])
})

test('what has no orders, or none of this prompt, is refused', () => {
  const plain = { ...config, channelPerturbation: 'attention' } as const
  expect(() => channelOrders({ config: plain, stateDict, embedding })).toThrow(UsageError)
  expect(() => channelOrders({ config, stateDict, embedding: embedding.slice(1) })).toThrow('512 numbers, got 511')
  const lacking = new Map([...stateDict].filter(([name]) => name !== 'encoder_shuffle_channel1.linear_layer3.bias'))
  expect(() => channelOrders({ config, stateDict: lacking, embedding })).toThrow(DataError)
})
