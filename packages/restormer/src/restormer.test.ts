import { entryToFloat32, readSafetensors, toLayerLayout } from '@dfpir/checkpoints'
import { UsageError } from '@dfpir/core'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { restormerConfig } from './config.js'
import { listParts, restormerParts } from './parts.js'
import { type RestormerOptions, restormer } from './restormer.js'

const tiny = { dim: 8, blocks: [1, 1, 1, 2], refinement: 1, heads: [1, 2, 4, 8] } as const

beforeAll(() => tf.setBackend('cpu'))

function network(options: RestormerOptions, size: number | null = null): tfl.LayersModel {
  const inputs = tfl.input({ shape: [size, size, 3] })
  return tfl.model({ inputs, outputs: restormer(options).apply(inputs) })
}

/** The reference's weights, by the layers' names. */
async function loadGolden(model: tfl.LayersModel): Promise<void> {
  const { tensors } = await readSafetensors(goldenPath('restormer-tiny/weights.safetensors'))
  const values = listParts(restormerParts(restormerConfig(tiny))).flatMap(({ layer, channels, torch }) =>
    layer.weightSpecs([[null, null, null, channels]]).map(spec => {
      const { data, shape } = toLayerLayout(spec.layout, entryToFloat32(tensors.get(`${torch}.${spec.torch}`)!))
      return [`${layer.name}/${spec.name}`, tf.tensor(data, [...shape])] as const
    }),
  )
  expect(values).toHaveLength(tensors.size)
  const named = new Map<string, tf.Tensor>(values)
  for (const weight of model.layers.flatMap(layer => layer.weights)) weight.write(named.get(weight.originalName)!)
}

async function readGolden(name: string): Promise<tf.Tensor> {
  const { tensors } = await readSafetensors(goldenPath('restormer-tiny/forward.safetensors'))
  const { data, shape } = entryToFloat32(tensors.get(name)!)
  return tf.transpose(tf.tensor(data, [...shape]), [0, 2, 3, 1])
}

test('the output is the reference’s; without the picture it is not', async () => {
  const input = await readGolden('input')
  const expected = (await readGolden('output')).dataSync()
  const model = network(tiny)
  await loadGolden(model)
  expect((model.apply(input) as tf.Tensor).dataSync()).toBeWithin(1e-5, expected)
  const residual = network({ ...tiny, residual: true }, null)
  await loadGolden(residual)
  const alone = residual.apply(input) as tf.Tensor
  expect(alone.dataSync()).not.toBeWithin(1e-5, expected)
  expect(tf.add(alone, input).dataSync()).toBeWithin(1e-5, expected)
})

test('the bridge sees every skip and the latent, once each', () => {
  const seen = new Map<number, tfl.Shape>()
  const bridge = (features: tfl.SymbolicTensor, level: number) => {
    seen.set(level, features.shape)
    return features
  }
  network({ ...tiny, bridge }, 16)
  expect([...seen].sort()).toEqual([
    [0, [null, 16, 16, 8]],
    [1, [null, 8, 8, 16]],
    [2, [null, 4, 4, 32]],
    [3, [null, 2, 2, 64]],
  ])
})

test('the published network has the published size', () => {
  const sizes = listParts(restormerParts(restormerConfig())).flatMap(({ layer, channels }) =>
    layer.weightSpecs([[null, null, null, channels]]).map(({ shape }) => shape.reduce((size, side) => size * side, 1)),
  )
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(26_126_644)
})

test('bias-free layer norms: published names without body.bias, and fewer parameters', () => {
  const names = listParts(restormerParts(restormerConfig({ ...tiny, norm: 'bias-free' }))).flatMap(
    ({ layer, channels, torch }) =>
      layer.weightSpecs([[null, null, null, channels]]).map(spec => `${torch}.${spec.torch}`),
  )
  expect(names.filter(name => name.startsWith('latent.1.norm'))).toEqual([
    'latent.1.norm1.body.weight',
    'latent.1.norm2.body.weight',
  ])
  expect(names.filter(name => name.endsWith('.bias'))).toEqual([])
})

test.each<[object, string]>([
  [{ heads: [1, 2, 4] }, 'heads must have one number for each of the 4 levels'],
  [{ dim: 7 }, 'dim must be even'],
  [{ dim: 8.5 }, 'dim must be a whole number'],
  [{ heads: [3, 2, 4, 8] }, 'heads[0] is 3'],
  [{ blocks: [1, -1, 1, 1] }, 'blocks must be a whole number of at least 0'],
  [{ refinement: Number.NaN }, 'refinement'],
  [{ expansion: 0 }, 'expansion'],
])('%j is a usage error', (options, message) => {
  expect(() => restormer({ ...tiny, ...options })).toThrow(UsageError)
  expect(() => restormer({ ...tiny, ...options })).toThrow(message)
})
