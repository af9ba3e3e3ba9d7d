import {
  entryToFloat32,
  readSafetensors,
  type TensorEntry,
  toLayerLayout,
  toStateDict,
  type WeightKind,
} from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { channelOrder, type DgpbArgs, dgpb } from '@dfpir/dgpb'
import { compile, type EngineName, getEngine } from '@dfpir/engines'
import { traceForward } from '@dfpir/graph'
import { createDfpir, loadStateDict, namedWeights, parseConfig } from '@dfpir/model'
import { loadOpenvino } from '@dfpir/openvino'
import { listParts, restormer, restormerConfig, restormerParts } from '@dfpir/restormer'
import { loadTensorflow } from '@dfpir/tensorflow'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'

/** How far each engine may be from the reference, in every element. */
const engines: [EngineName, number][] = [
  ['tensorflow', 1e-5],
  ['onnxruntime', 2e-5],
  ['openvino', 2e-5],
]

beforeAll(async () => {
  await tf.setBackend('cpu')
  await Promise.all([loadTensorflow(), loadOpenvino()])
})

type Golden = ReadonlyMap<string, TensorEntry>
type Inputs = Record<string, tf.Tensor>

const golden = async (name: string): Promise<Golden> =>
  (await readSafetensors(goldenPath(`${name}.safetensors`))).tensors

/** Features in the layers' layout; prompts as they are. */
function read(file: Golden, name: string): Float32Tensor {
  const { shape, data } = entryToFloat32(file.get(name)!)
  if (shape.length !== 4) return { shape, data }
  return tf.tidy(() => {
    const features = tf.transpose(tf.tensor4d(data, shape as [number, number, number, number]), [0, 2, 3, 1])
    return { shape: features.shape, data: features.dataSync<'float32'>() }
  })
}

async function run(engine: EngineName, inputs: Record<string, Float32Tensor>, fn: (inputs: Inputs) => Inputs) {
  const compiled = await compile(await getEngine(engine), traceForward(fn, { inputs }), { threads: 1 })
  const outputs = await compiled.run(inputs)
  await compiled.dispose()
  return outputs
}

interface Spec {
  name: string
  torch: string
  layout: WeightKind
}

function setWeights(layer: tfl.layers.Layer, specs: readonly Spec[], weights: Golden, prefix = ''): void {
  for (const { name, torch, layout } of specs) {
    const { data, shape } = toLayerLayout(layout, entryToFloat32(weights.get(prefix + torch)!))
    layer.weights
      .find(({ originalName }) => originalName === `${layer.name}/${name}`)!
      .write(tf.tensor(data, [...shape]))
  }
}

const activations = {
  patch_embed: 'patch_embed',
  encoder_level1: 'encoder_level1.0',
  encoder_level2: 'encoder_level2.1',
  encoder_level3: 'encoder_level3.0',
  latent: 'latent.0',
  encoder_shuffle_channel1: 'encoder_shuffle_channel1',
  encoder_shuffle_channel2: 'encoder_shuffle_channel2',
  encoder_shuffle_channel3: 'encoder_shuffle_channel3',
  latent_shuffle_channel: 'latent_shuffle_channel',
  decoder_level3: 'decoder_level3.0',
  decoder_level2: 'decoder_level2.1',
  decoder_level1: 'decoder_level1.0',
  refinement: 'refinement.0',
  output: 'restored',
}
const blocks = Object.keys(activations).filter(name => name.includes('shuffle_channel'))

/** The reference's network, and its channel orders as float32. */
async function goldenDfpir() {
  const file = await golden('dfpir-tiny/forward')
  const weights = toStateDict(await golden('dfpir-tiny/weights'))
  const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })
  const model = createDfpir(config)
  loadStateDict(model, config, weights)
  const named = namedWeights(model)
  const orderOf = (block: string, prompt: tf.Tensor) => {
    const weight = <T extends tf.Tensor>(name: string) => named.get(`${block}/${name}`)!.read() as T
    return tf.cast(channelOrder(prompt as tf.Tensor2D, weight), 'float32')
  }
  return { file, model, orderOf }
}

test.each(engines)('DFPIR on %s: every activation, the output, and the channel orders', async (engine, tolerance) => {
  const { file, model, orderOf } = await goldenDfpir()
  const layers = Object.values(activations).map(layer => model.getLayer(layer).output as tfl.SymbolicTensor)
  const probes = tfl.model({ inputs: model.inputs, outputs: layers })
  const inputs = { input: read(file, 'input'), prompt: read(file, 'prompt') }
  const outputs = await run(engine, inputs, ({ input, prompt }) => {
    const values = probes.apply([input, prompt]) as tf.Tensor[]
    const orders = blocks.map(block => [`order.${block}`, orderOf(block, prompt)] as const)
    return {
      ...Object.fromEntries(Object.keys(activations).map((name, i) => [name, values[i]])),
      ...Object.fromEntries(orders),
    }
  })
  for (const name of Object.keys(activations)) {
    const expected = read(file, name === 'output' ? name : `activation.${name}`)
    expect(outputs[name].data).toBeWithin(tolerance, expected.data)
  }
  for (const block of blocks) {
    expect(Array.from(outputs[`order.${block}`].data)).toEqual(
      Array.from(entryToFloat32(file.get(`order.${block}`)!).data),
    )
  }
})

test.each(engines)('Restormer on %s', async (engine, tolerance) => {
  const [file, weights] = [await golden('restormer-tiny/forward'), await golden('restormer-tiny/weights')]
  const config = { dim: 8, blocks: [1, 1, 1, 2], refinement: 1, heads: [1, 2, 4, 8] } as const
  const image = tfl.input({ shape: [null, null, 3] })
  const model = tfl.model({ inputs: image, outputs: restormer(config).apply(image) })
  for (const { layer, channels, torch } of listParts(restormerParts(restormerConfig(config)))) {
    setWeights(model.getLayer(layer.name), layer.weightSpecs([[null, null, null, channels]]), weights, `${torch}.`)
  }
  const { output } = await run(engine, { input: read(file, 'input') }, ({ input }) => ({
    output: model.apply(input) as tf.Tensor,
  }))
  expect(output.data).toBeWithin(tolerance, read(file, 'output').data)
})

test('bf16 leaves the channel orders exact', async () => {
  const { file, orderOf } = await goldenDfpir()
  const prompt = read(file, 'prompt')
  const graph = traceForward(
    inputs => Object.fromEntries(blocks.map(block => [block, orderOf(block, inputs.prompt)])),
    { inputs: { prompt } },
  )
  const compiled = await compile(await getEngine('tensorflow'), graph, { threads: 1, precision: 'bf16' })
  const orders = await compiled.run({ prompt })
  await compiled.dispose()
  for (const block of blocks) {
    expect(Array.from(orders[block].data)).toEqual(Array.from(entryToFloat32(file.get(`order.${block}`)!).data))
  }
})

const variants = [
  'exclude.0.5',
  'exclude.0.7',
  'exclude.0.8',
  'exclude.0.9',
  'exclude.1.0',
  'multiply.0.5',
  'multiply.0.9',
]

test.each(engines)('the DGPB on %s: both mask modes, every gamma', async (engine, tolerance) => {
  const [file, weights] = [await golden('dgpb/forward'), await golden('dgpb/weights')]
  const shapes: tfl.Shape[] = [
    [null, null, null, 30],
    [null, 512],
  ]
  const symbolic = shapes.map(batchShape => tfl.input({ batchShape }))
  const models = variants.map((variant, index) => {
    const [maskMode, gamma] = [
      variant.split('.')[0] as DgpbArgs['maskMode'],
      Number(variant.slice(variant.indexOf('.') + 1)),
    ]
    const layer = dgpb({ name: `block${index}`, heads: 3, maskMode, gamma })
    const outputs = layer.apply(symbolic) as tfl.SymbolicTensor
    setWeights(layer, layer.weightSpecs(shapes), weights)
    return tfl.model({ inputs: symbolic, outputs })
  })
  const inputs = { input: read(file, 'input'), prompt: read(file, 'prompt') }
  const outputs = await run(engine, inputs, ({ input, prompt }) =>
    Object.fromEntries(variants.map((variant, index) => [variant, models[index].apply([input, prompt]) as tf.Tensor])),
  )
  for (const variant of variants) expect(outputs[variant].data).toBeWithin(tolerance, read(file, variant).data)
})
