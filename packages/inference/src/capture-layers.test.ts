import { join } from 'node:path'
import { entryToFloat32, readSafetensors } from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { listEngines } from '@dfpir/engines'
import { createNetwork, loadStateDict, parseConfig, parseNetwork, readPretrained, stateDict } from '@dfpir/model'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { captureLayers, featureLayers } from './capture-layers.js'

beforeAll(() => tf.setBackend('cpu'))

const fixture = (name: string) => join(__dirname, '../../networks/fixtures', name, 'weights.safetensors')
const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })

/** Waves [height, width, 3]. */
function waves(height: number, width: number): Float32Tensor {
  const data = Float32Array.from({ length: height * width * 3 }, (_, i) => 0.5 + 0.4 * Math.sin(i / 7))
  return { shape: [height, width, 3], data }
}

test('on every engine a layer’s features are the reference’s activations', async () => {
  const golden = (await readSafetensors(goldenPath('dfpir-tiny/forward.safetensors'))).tensors
  /** The second of a golden batch [2, C, H, W] as [H, W, C]. */
  const second = (name: string) =>
    tf.tidy(() => {
      const { shape, data } = entryToFloat32(golden.get(name)!)
      const [, one] = tf.unstack(
        tf.transpose(tf.tensor4d(data, shape as [number, number, number, number]), [0, 2, 3, 1]),
      )
      return { shape: one.shape, data: one.dataSync<'float32'>() }
    })
  const { stateDict: weights } = await readPretrained(goldenPath('dfpir-tiny/weights.safetensors'))
  const names = { 'encoder_level2.1': 'encoder_level2', latent_shuffle_channel: 'latent_shuffle_channel' }
  for (const engine of listEngines()) {
    if (!(await engine.find())) continue
    const layers = Object.keys(names)
    const model = { config, stateDict: weights }
    await using features = await captureLayers({
      model,
      layers,
      height: 32,
      width: 40,
      engine: engine.name,
      threads: 1,
    })
    const captured = await features.capture(second('input'), entryToFloat32(golden.get('prompt')!).data.slice(512))
    for (const [layer, name] of Object.entries(names)) {
      const expected = second(`activation.${name}`)
      expect(captured[layer].shape).toEqual(expected.shape)
      expect(captured[layer].data).toBeWithin(2e-5, expected.data)
    }
  }
})

test.each([
  ['nafnet', 'middle_blks.0', 4],
  ['promptir', 'reduce_noise_level3', 8],
])('%s: by default, the last layer at the lowest resolution', async (name, layer, scale) => {
  const model = await readPretrained(fixture(name))
  await using features = await captureLayers({ model, height: 16, width: 32, threads: 1 })
  expect(features.layers).toEqual([expect.objectContaining({ name: layer, height: 16 / scale, width: 32 / scale })])
  const picture = waves(16, 32)
  const captured = await features.capture(picture)
  const network = createNetwork(model.config)
  loadStateDict(network, model.config, model.stateDict)
  const part = tfl.model({ inputs: network.inputs, outputs: network.getLayer(layer).output })
  const eager = part.apply(tf.tensor4d(picture.data, [1, 16, 32, 3])) as tf.Tensor
  expect([1, ...captured[layer].shape]).toEqual(eager.shape)
  expect(captured[layer].data).toBeWithin(2e-5, eager.dataSync<'float32'>())
  network.dispose()
})

test('inputs, vectors and the output are not features', () => {
  const image = tfl.input({ shape: [8, 8, 3] })
  const first = tfl.layers.conv2d({ name: 'first', filters: 4, kernelSize: 3, padding: 'same' }).apply(image)
  const mean = tfl.layers.globalAveragePooling2d({ name: 'mean' }).apply(first)
  const scale = tfl.layers.reshape({ name: 'scale', targetShape: [1, 1, 4] }).apply(mean)
  const body = tfl.layers.multiply({ name: 'body' }).apply([first, scale] as tfl.SymbolicTensor[])
  const outputs = tfl.layers.conv2d({ name: 'last', filters: 3, kernelSize: 1 }).apply(body) as tfl.SymbolicTensor
  const names = featureLayers(tfl.model({ inputs: image, outputs })).map(({ name }) => name)
  expect(names).toEqual(['first', 'scale', 'body'])
})

test('a wrong layer, size or embedding is reported', async () => {
  const model = await readPretrained(fixture('nafnet'))
  const options = { model, height: 16, width: 16, threads: 1 }
  const wrong = captureLayers({ ...options, layers: ['middle_blk.0'] })
  await expect(wrong).rejects.toThrow(UsageError)
  await expect(wrong).rejects.toMatchObject({
    message: 'the nafnet has no layer middle_blk.0',
    hint: expect.stringMatching(/^Did you mean middle_blks\.0\? Its layers are: intro, encoders\.0\.0, .*decoders/),
  })
  await expect(captureLayers({ ...options, width: 18 })).rejects.toThrow('multiples of 4')
  const prompted = parseNetwork({ dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 })
  const network = createNetwork(prompted)
  const weights = await stateDict(network, prompted)
  network.dispose()
  await using features = await captureLayers({ ...options, model: { config: prompted, stateDict: weights } })
  await expect(features.capture(waves(16, 16), new Float32Array(5))).rejects.toThrow(DataError)
})
