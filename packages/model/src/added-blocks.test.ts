import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import {
  addedBlocks,
  createDfpir,
  createNetwork,
  loadStateDict,
  parseConfig,
  parseNetwork,
  stateDict,
} from './index.js'

const shallow = parseConfig({ dim: 8, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 2, 4, 8], promptSize: 16 })
const deep = parseConfig({ ...shallow, blocks: [2, 1, 3, 2], refinement: 1 })

beforeAll(() => tf.setBackend('cpu'))

test('a network with added blocks gives the outputs of the one without, and its blocks have weights to learn with', async () => {
  const [small, large] = [createDfpir(shallow, { seed: 3 }), createDfpir(deep, { seed: 4 })]
  const weights = await stateDict(small, shallow)
  const added = addedBlocks(shallow, deep)
  expect(new Set([...added.keys()].map(name => name.split('.').slice(0, 2).join('.')))).toEqual(
    new Set([
      ...['encoder_level1.1', 'encoder_level3.1', 'encoder_level3.2', 'latent.1', 'refinement.0'],
      ...['decoder_level1.1', 'decoder_level3.1', 'decoder_level3.2'],
    ]),
  )
  expect(Math.max(...added.get('latent.1.ffn.project_in.weight')!.data)).toBeGreaterThan(0)
  loadStateDict(large, deep, new Map([...weights, ...added]))
  const inputs = [tf.randomUniform([1, 16, 24, 3], 0, 1, 'float32', 5), tf.randomNormal([1, 16], 0, 1, 'float32', 6)]
  const [a, b] = [small, large].map(model => model.predict(inputs) as tf.Tensor)
  expect(b.dataSync()).toBeWithin(1e-6, a.dataSync())
})

test('networks that differ in another way have none to add', () => {
  expect(addedBlocks(deep, shallow).size).toBe(0)
  expect(addedBlocks(shallow, shallow).size).toBe(0)
  expect(addedBlocks({ ...shallow, attentionPerturbation: false }, shallow).size).toBe(0)
  expect(addedBlocks(parseNetwork({ architecture: 'nafnet' }), shallow).size).toBe(0)
})

test('a NAFNet with added blocks gives the outputs of the one without', async () => {
  const base = { architecture: 'nafnet', width: 4, encoder: [1, 1], middle: 1, decoder: [1, 1] }
  const [small, large] = [base, { ...base, encoder: [2, 1], middle: 3, decoder: [1, 2] }].map(parseNetwork)
  const [shallower, deeper] = [createNetwork(small, { seed: 3 }), createNetwork(large, { seed: 4 })]
  const added = addedBlocks(small, large)
  expect(new Set([...added.keys()].map(name => name.split('.').slice(0, -2).join('.')))).toContain('encoders.0.1')
  loadStateDict(deeper, large, new Map([...(await stateDict(shallower, small)), ...added]))
  const picture = tf.randomUniform([1, 8, 16, 3], 0, 1, 'float32', 5)
  const [a, b] = [shallower, deeper].map(model => model.predict(picture) as tf.Tensor)
  expect(b.dataSync()).toBeWithin(1e-6, a.dataSync())
})
