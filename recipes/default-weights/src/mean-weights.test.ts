import { UsageError } from '@dfpir/core'
import { meanWeights } from './mean-weights.js'

const network = (data: number[], shape = [data.length]) => new Map([['w', { shape, data: Float32Array.from(data) }]])

test('each weight is the mean of those of the networks', () => {
  expect(meanWeights([network([1, 2]), network([3, 6]), network([5, 1])])).toEqual(network([3, 3]))
  expect(meanWeights([network([1, 2])])).toEqual(network([1, 2]))
})

test('networks with other tensors are refused', () => {
  expect(() => meanWeights([network([1, 2]), network([1])])).toThrow(UsageError)
  expect(() => meanWeights([network([1, 2]), new Map()])).toThrow('expected w of shape [2] in each network, got none')
})
