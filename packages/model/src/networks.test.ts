import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { float32ToEntry, readSafetensors, toTorchShape, writeSafetensors } from '@dfpir/checkpoints'
import { DataError, UsageError } from '@dfpir/core'
import { fixedPrompts } from '@dfpir/prompts'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { type NetworkConfig, parseConfig, unusedByAirNet } from '@dfpir/networks'
import { detectArchitecture } from './architecture.js'
import { applyNetwork, createNetwork } from './create-network.js'
import { nafnetDgpb } from './fixtures/nafnet-dgpb.js'
import { networkKeyMap, stateDict } from './key-map.js'
import { readNetworkFile } from './network-file.js'
import {
  countParameters,
  isPerturbed,
  kindOf,
  networkBridges,
  networkModule,
  networkSpecs,
  networkTraits,
  parseNetwork,
  registerNetwork,
} from './networks.js'
import { readPretrained, savePretrained, writePretrained } from './pretrained.js'

const backbone = { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2] }
const texts = { textSize: 4, sentenceSize: 8 }
const tiny = {
  dfpir: { ...backbone, promptSize: 8 },
  restormer: { architecture: 'restormer', ...backbone },
  nafnet: { architecture: 'nafnet', width: 4, encoder: [1, 2], middle: 1, decoder: [1, 0] },
  promptir: {
    ...{ architecture: 'promptir', ...backbone, expansion: 2 },
    ...{ promptLength: 3, promptChannels: [2, 4, 6], promptSizes: [6, 3, 2] },
  },
  dgunet: { architecture: 'dgunet', width: 4, widthStep: 2, lastWidthStep: 2, reduction: 2 },
  mprnet: { architecture: 'mprnet', width: 4, widthStep: 2, lastWidthStep: 1, blocks: 1, reduction: 2 },
  airnet: { architecture: 'airnet', width: 4, groups: 2, blocks: 1 },
  swinir: { architecture: 'swinir', dim: 4, blocks: [2, 1], heads: [2, 1], window: 4 },
  instructir: { ...{ architecture: 'instructir', width: 4, encoder: [1, 0] }, middle: 1, decoder: [0, 1], ...texts },
  'dl-realtime': { architecture: 'dl-realtime', width: 2, hidden: 4, tail: 3, predictor: 2, promptSize: 8 },
  dl: { architecture: 'dl', width: 2, promptSize: 8 },
  transweather: {
    architecture: 'transweather',
    dims: [2, 4, 8, 8],
    blocks: [1, 1, 1, 2],
    decoderBlocks: 1,
    tail: [4, 2],
  },
}
const halves = { stem: 'unshuffle' } as const
const variants = {
  'instructir without a text head': { ...tiny.instructir, textSize: 8, sentenceSize: 0 },
  'dfpir with bias-free norms': { ...tiny.dfpir, norm: 'bias-free' },
  'restormer with bias-free norms': { ...tiny.restormer, norm: 'bias-free' },
  'promptir with bias-free norms': { ...tiny.promptir, norm: 'bias-free' },
  'dfpir at half size': { ...tiny.dfpir, ...halves },
  'nafnet at half size': { ...tiny.nafnet, ...halves },
  'nafnet with DGPBs': { ...tiny.nafnet, ...halves, bridge: 'dgpb', promptSize: 8, expansion: 1.5, heads: [1, 2, 2] },
  'nafnet with channel attention': { ...tiny.nafnet, bridge: 'dgpb', channelPerturbation: 'attention' },
}
const networks = Object.entries({ ...tiny, ...variants }).map(([title, json]) => {
  const [name] = title.split(' ')
  return [title, parseNetwork(json), name] as const
})

let folder: string

beforeAll(async () => {
  await tf.setBackend('cpu')
  folder = await mkdtemp(join(tmpdir(), 'dfpir-networks-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The shapes of a network's weights by their published names. */
function shapes(config: NetworkConfig): Map<string, { shape: readonly number[] }> {
  const { entries } = networkKeyMap(config)
  return new Map(entries.map(({ torch, kind, shape }) => [torch, { shape: toTorchShape(kind, shape) }]))
}

test.each(networks)('%s: the listed weights are those of the model', (_, config, name) => {
  const model = createNetwork(config)
  const names = model.layers.flatMap(layer => layer.weights.map(({ originalName }) => originalName))
  expect(names.sort()).toEqual(
    networkSpecs(config)
      .map(({ layer }) => layer)
      .sort(),
  )
  expect(model.countParams()).toBe(countParameters(config))
  expect(networkTraits(config).name).toBe(name)
  model.dispose()
})

const residual = networks.filter(([, config]) => kindOf(config).identityStart)

test.each(residual)('%s: an identity start returns the picture, with alike and with distant orders', (_, config) => {
  const { multipleOf, promptSize } = networkTraits(config)
  const picture = tf.randomUniform([1, 2 * multipleOf, multipleOf, 3], 0, 1, 'float32', 3)
  for (const init of ['identity', 'shuffled'] as const) {
    const model = createNetwork(config, { init })
    const restored = applyNetwork(model, picture, promptSize > 0 ? tf.ones([1, promptSize]) : undefined)
    expect(restored.dataSync()).toEqual(picture.dataSync())
    model.dispose()
  }
})

test('a network that does not add the picture has no identity start', () => {
  const config = parseNetwork(tiny.transweather)
  expect(() => createNetwork(config, { init: 'identity' })).toThrow(UsageError)
  expect(() => createNetwork(config, { init: 'identity' })).toThrow('a transweather has no weights')
})

test.each(networks)('%s: recognised by its weights', (_, config, name) => {
  expect(detectArchitecture(shapes(config))).toMatchObject({ name, config })
  expect(detectArchitecture(shapes(config))).not.toHaveProperty('mismatch')
})

test.each(networks)('%s: saved and read back, with its description and without', async (title, config, name) => {
  const model = createNetwork(config, { seed: 2 })
  const weights = await stateDict(model, config)
  model.dispose()
  const prompts = fixedPrompts(undefined, 8)
  await savePretrained(join(folder, title), { config, stateDict: weights, prompts })
  const read = await readPretrained(join(folder, title))
  expect(read.config).toEqual(config)
  expect(read.stateDict).toEqual(weights)
  const { usesPrompts, promptSize } = networkTraits(config)
  const lengths = usesPrompts ? 7 : 5 // of a network that prompts do not change: one for each task
  expect(read.prompts).toHaveLength(lengths)
  expect(new Set(read.prompts.map(({ embedding }) => embedding.length))).toEqual(new Set([promptSize]))
  const json = JSON.parse(await readFile(join(folder, name, 'config.json'), 'utf8'))
  expect(json.architecture).toBe(name === 'restormer' ? 'dfpir' : name)

  const entries = [...weights].map(([key, value]) => [`module.net.${key}`, float32ToEntry(value)] as const)
  const bare = join(folder, `${title}-bare.safetensors`)
  await writeSafetensors(bare, new Map(entries))
  expect((await readPretrained(bare)).config).toEqual(config)
})

test('networks are perturbed by DGPBs that change their features', () => {
  const perturbed = networks.filter(([, config]) => isPerturbed(config)).map(([title]) => title)
  const half = ['dfpir at half size', 'nafnet with DGPBs', 'nafnet with channel attention']
  expect(perturbed).toEqual(['dfpir', 'dfpir with bias-free norms', ...half])
})

test('PromptIR’s file as it is published: what nothing reads is passed over', async () => {
  const config = parseNetwork(tiny.promptir)
  const weights = [...shapes(config)].map(([name, { shape }]) => {
    const data = new Float32Array(shape.reduce((size, side) => size * side, 1))
    return [`net.${name}`, float32ToEntry({ shape, data })] as const
  })
  const unused = float32ToEntry({ shape: [1], data: new Float32Array(1) })
  const path = join(folder, 'published.safetensors')
  await writeSafetensors(path, new Map([...weights, ['net.chnl_reduce1.weight', unused]]))
  const { architecture, weights: read } = await readNetworkFile(path)
  expect(architecture).toEqual({ name: 'promptir', config, assumed: [] })
  expect(read.size).toBe(weights.length)
})

test('a weight that modules share is stored under each of its names, and must be the same under all', async () => {
  const config = parseNetwork(tiny.mprnet)
  const model = createNetwork(config)
  const path = join(folder, 'shared.safetensors')
  await savePretrained(path, { config, stateDict: await stateDict(model, config), prompts: [] })
  model.dispose()
  const { tensors } = await readSafetensors(path)
  const slopes = [...tensors].flatMap(([name, { shape }]) => (shape.length === 1 ? [name] : []))
  expect(slopes).toHaveLength(3 + 2 * 6 + 2 * 8 + 3) // a block each: first features, encoders, decoders, last stage
  expect((await readNetworkFile(path)).weights.has(slopes[1])).toBe(false)
  tensors.set(slopes[1], float32ToEntry({ shape: [1], data: Float32Array.of(0.5) }))
  await writeSafetensors(path, tensors)
  await expect(readPretrained(path)).rejects.toThrow(DataError)
  await expect(readPretrained(path)).rejects.toThrow('are one weight in this network, but have different values')
})

test('AirNet’s file as it is published: the rest of its contrastive encoders is passed over', () => {
  const config = parseNetwork(tiny.airnet)
  const unused = unusedByAirNet.map(name => [name, { shape: [1] }] as const)
  const found = detectArchitecture(new Map([...shapes(config), ...unused]))
  expect(found).toEqual({ name: 'airnet', config, assumed: [] })
  const stranger = new Map([...shapes(config), ['E.E.encoder_v.mlp.0.bias', { shape: [1] }]])
  expect(detectArchitecture(stranger)).toHaveProperty('mismatch')
})

test('the published networks have the published numbers of parameters', () => {
  const count = (json: object) => countParameters(parseNetwork(json))
  expect(count({ architecture: 'nafnet' })).toBe(29_159_715)
  expect(count({ architecture: 'nafnet', width: 64 })).toBe(115_982_915)
  expect(count({ architecture: 'promptir' })).toBe(35_592_263 - 215_296)
  expect(count({ architecture: 'transweather' })).toBe(38_052_078 - 296_667)
  expect(count({ architecture: 'restormer' })).toBe(26_126_644)
  expect(count({ architecture: 'restormer', norm: 'bias-free' })).toBe(26_111_668)
})

test('a Restormer is a DFPIR without perturbations', () => {
  const plain = { ...backbone, channelPerturbation: 'none', attentionPerturbation: false }
  expect(parseNetwork(tiny.restormer)).toEqual(parseConfig(plain))
  expect(parseNetwork({ architecture: 'dfpir', ...tiny.dfpir })).toEqual(parseConfig(tiny.dfpir))
})

test.each([
  [{ architecture: 'nafnett' }, 'no architecture nafnett'],
  [{ architecture: 'nafnet', widht: 8 }, 'unknown key widht (did you mean width?)'],
  [{ architecture: 'nafnet', encoder: [1], decoder: [1, 1] }, 'encoder has 1 levels, but decoder has 2'],
  [{ architecture: 'nafnet', gamma: 0.5 }, 'unknown key gamma'],
  [{ architecture: 'nafnet', stem: 'unshuffled' }, 'stem'],
  [{ ...tiny.nafnet, bridge: 'dgpb', heads: [1, 2] }, 'heads must have 3 numbers, for the skips and the latent'],
  [{ ...tiny.nafnet, bridge: 'dgpb', heads: [1, 3, 4] }, '3 heads'],
  [{ architecture: 'restormer', gamma: 0.5 }, 'unknown key gamma'],
  [{ architecture: 'restormer', norm: 'BiasFree' }, 'norm'],
  [{ architecture: 'promptir', blocks: [1, 1] }, 'blocks'],
  [{ architecture: 'promptir', promptChannels: [1, 2, 3] }, 'channels cannot be divided'],
  [{ architecture: 7 }, 'no architecture 7'],
  ['nafnet', 'the whole'],
])('%j is a usage error', (json, message) => {
  expect(() => parseNetwork(json)).toThrow(UsageError)
  expect(() => parseNetwork(json)).toThrow(message)
})

test('an error names the file that describes an unknown network', async () => {
  const path = join(folder, 'unknown.safetensors')
  await writeSafetensors(path, new Map(), { dfpir: '{"architecture": "unet", "config": {}}' })
  await expect(readPretrained(path)).rejects.toThrow(DataError)
  await expect(readPretrained(path)).rejects.toThrow('no architecture unet')
})

test('DGPBs are found where a network has them', () => {
  const channels = (json: object) => networkBridges(parseNetwork(json)).places.map(place => place.channels)
  expect(channels(tiny.dfpir)).toEqual([4, 8, 16, 32])
  expect(channels(variants['nafnet with DGPBs'])).toEqual([4, 8, 16])
  expect(() => channels(tiny.nafnet)).toThrow('got a nafnet without')
  expect(() => channels(tiny.promptir)).toThrow('got a promptir without')
})

const url = pathToFileURL(__filename).href

describe('a network of one’s own', () => {
  test('is made, saved and read back like the others, once it is known', async () => {
    const json = { architecture: 'nafnet-dgpb', width: 8, levels: 1, promptSize: 8 }
    expect(() => parseNetwork(json)).toThrow('no architecture nafnet-dgpb')
    registerNetwork(nafnetDgpb, url)
    registerNetwork(nafnetDgpb, url) // once more is no fault
    expect(() => registerNetwork({ ...nafnetDgpb, name: 'nafnet' }, url)).toThrow(UsageError)
    expect(networkModule(json)).toBe(url)
    expect(networkModule(tiny.nafnet)).toBeUndefined()
    const config = parseNetwork(json)
    const model = createNetwork(config, { seed: 4 })
    const weights = new Map([...(await stateDict(model, config))].map(([name, value]) => [name, float32ToEntry(value)]))
    model.dispose()
    const prompts = fixedPrompts(undefined, 8)
    await writePretrained(join(folder, 'own.safetensors'), { config, weights, prompts })
    const read = await readPretrained(join(folder, 'own.safetensors'))
    expect([read.config, read.prompts]).toEqual([config, prompts])
  })
})
