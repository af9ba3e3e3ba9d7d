import { UsageError } from '@dfpir/core'
import { networkKeyMap, parseConfig } from '@dfpir/model'
import { trainedWeights } from './freeze.js'

const model = parseConfig({ dim: 8, blocks: [1, 1, 1, 1], refinement: 0 })
const layerOf = (torch: string) => networkKeyMap(model).entries.find(entry => entry.torch === torch)?.layer as string

test('patterns are whole names with * for any text', () => {
  const isTrained = trainedWeights(model, ['encoder_*', '*.norm1.body.bias'])
  expect(isTrained(layerOf('encoder_level1.0.attn.qkv.weight'))).toBe(false)
  expect(isTrained(layerOf('decoder_level1.0.norm1.body.bias'))).toBe(false)
  expect(isTrained(layerOf('decoder_level1.0.norm1.body.weight'))).toBe(true)
  expect(isTrained(layerOf('output.weight'))).toBe(true)
})

test('nothing is frozen without patterns', () => {
  expect(networkKeyMap(model).entries.every(({ layer }) => trainedWeights(model, [])(layer))).toBe(true)
})

test('a weight must be left', () => {
  expect(() => trainedWeights(model, ['*'])).toThrow('no weight of the network is left to train')
})

test('a pattern that matches nothing is a mistake; dots are dots', () => {
  expect(() => trainedWeights(model, ['decoder'])).toThrow(UsageError)
  expect(() => trainedWeights(model, ['outputXweight'])).toThrow('no weight of the network matches "outputXweight"')
})
