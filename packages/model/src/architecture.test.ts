import { float32ToEntry, readSafetensors, type TensorEntry, toTorchShape } from '@dfpir/checkpoints'
import { type DfpirConfig, parseConfig } from '@dfpir/networks'
import { goldenPath } from '@dfpir/testing'
import fc from 'fast-check'
import { detectArchitecture } from './architecture.js'
import { networkKeyMap } from './key-map.js'

/** The shapes of a network's weights. */
function shapes(config: DfpirConfig): Map<string, { shape: readonly number[] }> {
  return new Map(
    networkKeyMap(config).entries.map(({ torch, kind, shape }) => [torch, { shape: toTorchShape(kind, shape) }]),
  )
}

test.each([
  ['dfpir-tiny', 'dfpir', { dim: 8, blocks: [1, 2, 1, 1], refinement: 1 }],
  [
    'restormer-tiny',
    'restormer',
    { dim: 8, blocks: [1, 1, 1, 2], refinement: 1, channelPerturbation: 'none', attentionPerturbation: false },
  ],
])('the reference weights %s are recognised', async (folder, name, config) => {
  const { tensors } = await readSafetensors(goldenPath(`${folder}/weights.safetensors`))
  const assumed = name === 'dfpir' ? ['gamma', 'maskMode'] : []
  expect(detectArchitecture(tensors)).toEqual({ name, assumed, config: parseConfig(config) })
})

const configs = fc.record({
  dim: fc.constantFrom(16, 24, 48),
  blocks: fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 1, max: 3 }))),
  refinement: fc.integer({ min: 0, max: 2 }),
  heads: fc.constantFrom([1, 2, 4, 8], [1, 1, 2, 2], [2, 4, 4, 8]),
  expansion: fc.constantFrom(1, 1.5, 2, 2.66, 3, 4),
  channelPerturbation: fc.constantFrom('shuffle', 'attention', 'none'),
  attentionPerturbation: fc.boolean(),
  norm: fc.constantFrom('with-bias', 'bias-free'),
})

test('every configuration is read from its shapes', () => {
  fc.assert(
    fc.property(configs, choice => {
      const config = parseConfig(choice)
      const detected = detectArchitecture(shapes(config))
      expect(detected.mismatch).toBeUndefined()
      expect(detected.config).toEqual(config)
    }),
    { numRuns: 30 },
  )
})

test('the length of prompts is read, too', () => {
  const config = parseConfig({ dim: 16, blocks: [1, 1, 1, 1], refinement: 0, promptSize: 77 })
  expect(detectArchitecture(shapes(config)).config).toEqual(config)
})

test('a Restormer without biases in its layer norms is recognised as bias-free', () => {
  const plain = parseConfig({ channelPerturbation: 'none', attentionPerturbation: false })
  const without = new Map([...shapes(plain)].filter(([name]) => !name.endsWith('.body.bias')))
  expect(detectArchitecture(without)).toEqual({
    name: 'restormer',
    config: { ...plain, norm: 'bias-free' },
    assumed: [],
  })
})

test('a single missing bias of a layer norm is missing', () => {
  const tensors = shapes(parseConfig({ dim: 16, blocks: [1, 1, 1, 1], refinement: 0 }))
  tensors.delete('encoder_level1.0.norm1.body.bias')
  expect(detectArchitecture(tensors).mismatch).toBe('1 weights are missing (encoder_level1.0.norm1.body.bias)')
})

test('what does not fit is listed', () => {
  const tensors = shapes(parseConfig({ dim: 16, blocks: [1, 1, 1, 1], refinement: 0 }))
  tensors.delete('down1_2.body.0.weight')
  tensors.set('extra.weight', { shape: [1] })
  tensors.set('output.weight', { shape: [3, 32, 5, 5] })
  expect(detectArchitecture(tensors).mismatch).toBe(
    '1 weights are missing (down1_2.body.0.weight); 1 weights do not belong to it (extra.weight); ' +
      '1 weights have a different shape (output.weight)',
  )
})

test.each<[string, Map<string, TensorEntry>]>([
  ['nothing', new Map()],
  ['another network', new Map([['conv.weight', float32ToEntry({ shape: [1], data: new Float32Array(1) })]])],
])('%s is unknown', (_, tensors) => {
  expect(detectArchitecture(tensors)).toEqual({ name: 'unknown', assumed: [] })
})

test('impossible numbers make an unknown network', () => {
  const tensors = shapes(parseConfig({ dim: 16, blocks: [1, 1, 1, 1], refinement: 0 }))
  tensors.set('encoder_level1.0.attn.temperature', { shape: [7, 1, 1] })
  expect(detectArchitecture(tensors)).toMatchObject({ name: 'unknown', mismatch: expect.stringContaining('heads') })
})
