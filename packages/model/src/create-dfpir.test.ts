import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import { type DfpirConfig, parseConfig, presets } from '@dfpir/networks'
import { createDfpir } from './create-dfpir.js'
import { networkKeyMap } from './key-map.js'
import { namedWeights } from './named-weights.js'
import { countParameters } from './networks.js'

const small = parseConfig({ dim: 8, blocks: [1, 1, 1, 1], refinement: 0, promptSize: 8 })

beforeAll(() => tf.setBackend('cpu'))

const image = (height = 8, width = 16) => tf.randomUniform([1, height, width, 3], 0, 1, 'float32', 1)
const prompt = (seed = 2) => tf.randomNormal([1, 8], 0, 3, 'float32', seed)
function run(model: tfl.LayersModel, x = image(), p = prompt()) {
  const output = model.apply([x, p]) as tf.Tensor
  const values = output.dataSync()
  output.dispose()
  return values
}

test('the paper’s network has 31,104,761 parameters', () => {
  expect(countParameters(presets.dfpir)).toBe(31_104_761)
})

test('counted parameters are those of the model, whatever its parts', () => {
  const variants: Partial<DfpirConfig>[] = [
    {},
    { channelPerturbation: 'attention' },
    { channelPerturbation: 'none' },
    { attentionPerturbation: false },
    { channelPerturbation: 'none', attentionPerturbation: false },
  ]
  const counts = variants.map(change => {
    const config = { ...small, ...change }
    const model = createDfpir(config)
    expect(model.countParams()).toBe(countParameters(config))
    expect(
      networkKeyMap(config)
        .entries.map(({ layer }) => layer)
        .sort(),
    ).toEqual([...namedWeights(model).keys()].sort())
    return model.countParams()
  })
  expect(new Set(counts).size).toBe(variants.length)
})

test('free sizes and fixed ones give the same', () => {
  const free = createDfpir(small)
  expect(free.outputs[0].shape).toEqual([null, null, null, 3])
  const fixed = createDfpir(small, { height: 8, width: 16 })
  expect(fixed.outputs[0].shape).toEqual([null, 8, 16, 3])
  expect(run(free)).toEqual(run(fixed))
})

test('the residual is what the picture lacks; prompts and seeds matter', () => {
  const x = image()
  const model = createDfpir(small)
  const whole = run(model, x)
  const residual = tf.tensor(run(createDfpir(small, { residual: true }), x), x.shape)
  expect(tf.add(residual, x).dataSync()).toBeWithin(1e-6, whole)
  expect(run(createDfpir(small, { seed: 2 }), x)).not.toEqual(whole)
  expect(run(model, x, prompt(3))).not.toEqual(whole)
})

test('names are the same for every model of the process', () => {
  const names = [...namedWeights(createDfpir(small)).keys()]
  expect([...namedWeights(createDfpir(small)).keys()]).toEqual(names)
  expect(names).toContain('encoder_level1.0/attn/qkv/kernel')
  expect(names).toContain('latent_shuffle_channel/select_attn/scale')
  expect(new Set(names).size).toBe(names.length)
})

test('a saved model comes back the same', async () => {
  const model = createDfpir(small, { seed: 4 })
  const saved: tf.io.ModelArtifacts[] = []
  const handler = tf.io.withSaveHandler(async artifacts => {
    saved.push(artifacts)
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) }
  })
  await model.save(handler)
  const loaded = await tfl.loadLayersModel(tf.io.fromMemory(saved[0]))
  expect(run(loaded)).toEqual(run(model))
  expect([...namedWeights(loaded).keys()]).toEqual([...namedWeights(model).keys()])
})

test('the summary lists the layers by the published names', () => {
  const lines: string[] = []
  createDfpir(small).summary(undefined, undefined, line => lines.push(line))
  expect(lines.join('\n')).toMatch(/^encoder_shuffle_channel1 .*\[null,null,null,8\]/m)
  expect(lines.join('\n')).toContain(`Total params: ${countParameters(small)}`)
})

test('models and calls leave nothing behind', () => {
  const [x, p] = [image(), prompt()]
  const before = tf.memory().numTensors
  const model = createDfpir(small)
  const built = tf.memory().numTensors
  for (let call = 0; call < 2; call++) run(model, x, p)
  expect(tf.memory().numTensors).toBe(built)
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test.each<[unknown, string]>([
  [{ gama: 0.9 }, 'unknown key gama (did you mean gamma?)'],
  [{ dim: 'wide' }, 'dim'],
  [{ heads: [1, 2, 4] }, 'heads'],
  [{ heads: [1, 2, 4, 7], dim: 8 }, 'heads[3] is 7'],
  [{ maskMode: 'drop' }, 'maskMode'],
  [{ gamma: 0 }, 'gamma'],
  [{ gamma: 1.5 }, 'gamma'],
  [{ promptSize: 0 }, 'promptSize'],
  [{ dim: 9 }, 'dim must be even'],
  [7, 'expected object'],
])('%j is a usage error', (config, message) => {
  expect(() => parseConfig(config)).toThrow(UsageError)
  expect(() => parseConfig(config)).toThrow(message)
})

test('what is left out has the paper’s values', () => {
  expect(parseConfig({ dim: 16 })).toEqual({
    dim: 16,
    blocks: [4, 6, 6, 8],
    refinement: 4,
    heads: [1, 2, 4, 8],
    stem: 'convolution',
    norm: 'with-bias',
    expansion: 2.66,
    gamma: 0.9,
    maskMode: 'exclude',
    channelPerturbation: 'shuffle',
    attentionPerturbation: true,
    promptSize: 512,
  })
})
