import { entryToFloat32, readSafetensors, type Safetensors, toStateDict } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { attentionPerturbation, channelOrder, channelPerturbation } from '@dfpir/dgpb'
import { normalise, type ReadWeight } from '@dfpir/layers'
import { parseConfig } from '@dfpir/networks'
import { useEagerBackend } from '@dfpir/tensorflow/eager'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { createDfpir } from './create-dfpir.js'
import { loadStateDict } from './key-map.js'
import { namedWeights } from './named-weights.js'

const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })
const dgpbs = [
  'encoder_shuffle_channel1',
  'encoder_shuffle_channel2',
  'encoder_shuffle_channel3',
  'latent_shuffle_channel',
]

let forward: Safetensors
let weights: Map<string, Float32Tensor>
let model: tfl.LayersModel
let image: tf.Tensor4D
let prompt: tf.Tensor2D
/** The reference's names of activations, and the layers that make them. */
const layers = new Map([
  ['patch_embed', 'patch_embed'],
  ['encoder_level1.0', 'encoder_level1.0'],
  ['encoder_level1', 'encoder_level1.0'],
  ['encoder_level2', 'encoder_level2.1'],
  ['encoder_level3', 'encoder_level3.0'],
  ['latent', 'latent.0'],
  ['encoder_shuffle_channel1', 'encoder_shuffle_channel1'],
  ['encoder_shuffle_channel2', 'encoder_shuffle_channel2'],
  ['encoder_shuffle_channel3', 'encoder_shuffle_channel3'],
  ['latent_shuffle_channel', 'latent_shuffle_channel'],
  ['decoder_level3', 'decoder_level3.0'],
  ['decoder_level2', 'decoder_level2.1'],
  ['decoder_level1', 'decoder_level1.0'],
  ['refinement', 'refinement.0'],
])
/** The outputs of those layers, all from one pass. */
let activations: Map<string, tf.Tensor4D>
let output: tf.Tensor

beforeAll(async () => {
  await useEagerBackend()
  forward = await readSafetensors(goldenPath('dfpir-tiny/forward.safetensors'))
  weights = await golden('weights')
  model = createDfpir(config)
  loadStateDict(model, config, weights)
  image = nhwc('input')
  prompt = plain('prompt')
  runAll()
})

async function golden(name: string): Promise<Map<string, Float32Tensor>> {
  const { tensors } = await readSafetensors(goldenPath(`dfpir-tiny/${name}.safetensors`))
  return toStateDict(tensors)
}

function plain<T extends tf.Tensor>(name: string): T {
  const { shape, data } = entryToFloat32(forward.tensors.get(name)!)
  return tf.tensor(data, [...shape]) as T
}

/** A golden picture or activation, from PyTorch's [B, C, H, W]. */
function nhwc(name: string): tf.Tensor4D {
  return tf.tidy(() => tf.transpose(plain<tf.Tensor4D>(name), [0, 2, 3, 1]))
}

/** The weights of one layer of the model. */
function weightsOf(layer: string): ReadWeight {
  const named = namedWeights(model)
  return <T extends tf.Tensor>(name: string) => named.get(`${layer}/${name}`)!.read() as T
}

/** Runs the network once and keeps what every named layer gave. */
function runAll(): void {
  const names = [...new Set(layers.values())]
  const outputs = names.map(name => model.getLayer(name).output as tfl.SymbolicTensor)
  const probe = tfl.model({ inputs: model.inputs, outputs: [...outputs, ...model.outputs] })
  const values = probe.apply([image, prompt]) as tf.Tensor4D[]
  activations = new Map(names.map((name, index) => [name, values[index]]))
  output = values[names.length]
}

test.each([...layers])('the activation of %s is the reference’s', (name, layer) => {
  expect(activations.get(layer)!.dataSync()).toBeWithin(1e-5, nhwc(`activation.${name}`).dataSync())
})

test('the output', () => {
  expect(output.dataSync()).toBeWithin(1e-5, nhwc('output').dataSync())
})

test.each(dgpbs)('the channel orders of %s are exactly the reference’s', name => {
  const { data } = forward.tensors.get(`order.${name}`)!
  const expected = new Int32Array(data.slice().buffer)
  expect(channelOrder(prompt, weightsOf(name)).dataSync()).toEqual(expected)
})

test('inside a block: the perturbed channels, and the attention of them', () => {
  const name = 'encoder_shuffle_channel2'
  const weight = weightsOf(name)
  const features = activations.get('encoder_level2.1')!
  const perturbed = channelPerturbation(features, channelOrder(prompt, weight), weight)
  expect(perturbed.dataSync()).toBeWithin(1e-5, nhwc(`activation.${name}.conv_out`).dataSync())
  const queries = normalise(perturbed, 'norm1', weight)
  const options = { heads: 2, keep: 7, maskMode: 'exclude' } as const
  const attended = attentionPerturbation(queries, normalise(features, 'norm2', weight), options, weight)
  expect(attended.dataSync()).toBeWithin(1e-5, nhwc(`activation.${name}.select_attn`).dataSync())
})

test.each<[string, Partial<typeof config>]>([
  ['unselected logits at 0', { maskMode: 'multiply' }],
  ['another share of logits', { gamma: 0.7 }],
])('a network with %s misses the reference', (_, change) => {
  const wrong = createDfpir({ ...config, ...change })
  loadStateDict(wrong, config, weights)
  const actual = (wrong.apply([image, prompt]) as tf.Tensor).dataSync()
  expect(actual).not.toBeWithin(1e-5, nhwc('output').dataSync())
  wrong.dispose()
})

test('channels in ascending order miss the reference', () => {
  const name = 'encoder_shuffle_channel2'
  const weight = weightsOf(name)
  const features = activations.get('encoder_level2.1')!
  const ascending = tf.reverse(channelOrder(prompt, weight), 1)
  const perturbed = channelPerturbation(features, ascending, weight)
  expect(perturbed.dataSync()).not.toBeWithin(1e-5, nhwc(`activation.${name}.conv_out`).dataSync())
})
