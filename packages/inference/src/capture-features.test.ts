import { entryToFloat32, readSafetensors, type TensorEntry, toStateDict } from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { type EngineName, listEngines } from '@dfpir/engines'
import { type BlockName, createDfpir, parseConfig, stateDict } from '@dfpir/model'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { captureFeatures } from './capture-features.js'
import { tiny } from './random-model.test.helper.js'

const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })
let golden: ReadonlyMap<string, TensorEntry>
let model: Parameters<typeof captureFeatures>[0]['model']

beforeAll(async () => {
  await tf.setBackend('cpu')
  golden = (await readSafetensors(goldenPath('dfpir-tiny/forward.safetensors'))).tensors
  const weights = await readSafetensors(goldenPath('dfpir-tiny/weights.safetensors'))
  model = { config, stateDict: toStateDict(weights.tensors) }
})

/** The second of a golden batch: of an activation or picture [C, H, W] as [H, W, C]. */
function second(name: string): Float32Tensor {
  const { shape, data } = entryToFloat32(golden.get(name)!)
  const [, channels, height, width] = shape
  return tf.tidy(() => {
    const all = tf.tensor4d(data, [2, channels, height, width])
    const [, one] = tf.unstack(tf.transpose(all, [0, 2, 3, 1]))
    return { shape: one.shape, data: one.dataSync<'float32'>() }
  })
}

async function capture(block: BlockName, engine?: EngineName) {
  const features = await captureFeatures({ model, block, height: 32, width: 40, engine, threads: 1 })
  const stages = await features.capture(second('input'), entryToFloat32(golden.get('prompt')!).data.slice(512))
  await features.dispose()
  return stages
}

test('on every engine the stages of a block are the reference’s activations', async () => {
  for (const engine of listEngines()) {
    if (!(await engine.find())) continue
    const { before, dgcpm, caapm, after } = await capture('level2', engine.name)
    const block = 'activation.encoder_shuffle_channel2'
    for (const [stage, name] of [
      [before, 'activation.encoder_level2'],
      [dgcpm, `${block}.conv_out`],
      [caapm, `${block}.select_attn`],
      [after, block],
    ] as const) {
      const expected = second(name)
      expect(stage.shape).toEqual(expected.shape)
      expect(stage.data).toBeWithin(2e-5, expected.data)
    }
  }
})

test.each<[BlockName, string, string]>([
  ['level1', 'encoder_level1', 'encoder_shuffle_channel1'],
  ['level3', 'encoder_level3', 'encoder_shuffle_channel3'],
  ['latent', 'latent', 'latent_shuffle_channel'],
])('%s is what goes into and comes out of %s', async (block, level, layer) => {
  const { before, after } = await capture(block)
  expect(before.data).toBeWithin(2e-5, second(`activation.${level}`).data)
  expect(after.data).toBeWithin(2e-5, second(`activation.${layer}`).data)
})

test('without a perturbation all stages are the same', async () => {
  const plain = parseConfig({ ...tiny, channelPerturbation: 'none', attentionPerturbation: false })
  const network = createDfpir(plain, { seed: 3 })
  const features = await captureFeatures({
    model: { config: plain, stateDict: await stateDict(network, plain) },
    block: 'latent',
    height: 16,
    width: 16,
  })
  const picture = { shape: [16, 16, 3], data: new Float32Array(16 * 16 * 3).fill(0.5) }
  const { before, dgcpm, caapm, after } = await features.capture(picture, new Float32Array(8))
  expect(before.shape).toEqual([2, 2, 32])
  for (const stage of [dgcpm, caapm, after]) expect(stage).toEqual(before)
  await features.dispose()
  network.dispose()
})

test('sizes that do not fit are said', async () => {
  const options = { model, block: 'latent', height: 16, width: 16 } as const
  await expect(captureFeatures({ ...options, width: 20 })).rejects.toThrow(UsageError)
  const features = await captureFeatures(options)
  const [picture, small] = [16, 8].map(side => ({ shape: [side, side, 3], data: new Float32Array(side * side * 3) }))
  await expect(features.capture(small, new Float32Array(512))).rejects.toThrow('[16, 16, 3], got [8, 8, 3]')
  await expect(features.capture(picture, new Float32Array(5))).rejects.toThrow(DataError)
  await features.dispose()
})
