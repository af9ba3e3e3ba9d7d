import '@tensorflow/tfjs-backend-cpu'
import { readSafetensors, toStateDict } from '@dfpir/checkpoints'
import { Random } from '@dfpir/core'
import { compile, type Engine, listEngines } from '@dfpir/engines'
import { foldLayerNorm, type Graph, traceForward } from '@dfpir/graph'
import { biasFreeLayerNorm } from '@dfpir/layers'
import { parseConfig } from '@dfpir/model'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import { type Folds, foldsFor } from './folds.js'
import { Network } from './network.js'

const random = new Random(5)
const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })
const [height, width] = [16, 24]
const embedding = Float32Array.from({ length: 512 }, () => random.normal())
const input = {
  shape: [1, height, width, 3],
  data: Float32Array.from({ length: height * width * 3 }, () => random.uniform()),
}

type Weights = Awaited<ReturnType<typeof goldenWeights>>

async function goldenWeights() {
  const { tensors } = await readSafetensors(goldenPath('dfpir-tiny/weights.safetensors'))
  return toStateDict(tensors)
}

/** The offsets of all norms times a factor: features far from zero. */
function withOffsets(weights: Weights, factor: number): Weights {
  const scaled = [...weights].map(([name, { shape, data }]) => {
    const isOffset = /norm\d?(\.body)?\.bias$/.test(name)
    return [name, { shape, data: isOffset ? data.map(value => value * factor) : data }] as const
  })
  return new Map(scaled)
}

/** Traces of the golden network, plain or folded, with the offsets of its norms as they are or larger. */
const graphs = new Map<string, Graph>()
const factors = [1, 10]
const variants: Folds[] = [{ layerNorm: false }, { layerNorm: true }]
const keyOf = (factor: number, { layerNorm = false }: Folds) => `${factor} ${layerNorm}`

beforeAll(async () => {
  const weights = await goldenWeights()
  for (const factor of factors) {
    const network = await Network.create(config, withOffsets(weights, factor))
    for (const folds of variants) {
      graphs.set(keyOf(factor, folds), network.traceForPrompt(height, width, embedding, folds))
    }
    network.dispose()
  }
})

const residuals = new Map<string, Promise<Float32Array>>()

/** What an engine computes from the input, once for each graph. */
function residual(engine: Engine, factor: number, folds: Folds): Promise<Float32Array> {
  const key = `${engine.name} ${keyOf(factor, folds)}`
  const found = residuals.get(key) ?? compute(engine, graphs.get(keyOf(factor, folds))!)
  residuals.set(key, found)
  return found
}

async function compute(engine: Engine, graph: Graph): Promise<Float32Array> {
  await using compiled = await compile(engine, graph, { threads: 1 })
  return (await compiled.run({ input })).residual.data
}

test.each(listEngines().map(engine => [engine.name, engine] as const))(
  'folded and whole layer norms agree on %s, also where features are far from zero',
  async (_name, engine) => {
    for (const factor of factors) {
      const [whole, folded] = [await residual(engine, factor, variants[0]), await residual(engine, factor, variants[1])]
      const largest = whole.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(largest).toBeGreaterThan(0.01)
      expect(folded).toBeWithin(5e-6 * Math.max(1, largest), whole)
    }
  },
)

test('other offsets show in the folded network', async () => {
  const [engine] = listEngines()
  const one = await residual(engine, 1, foldsFor(engine.name))
  expect(await residual(engine, 10, foldsFor(engine.name))).not.toBeWithin(5e-6, one)
})

test.each(listEngines().map(engine => [engine.name, engine] as const))(
  'a bias-free layer norm before a convolution keeps the mean on %s, also after the fold',
  async (_name, engine) => {
    const [pixels, channels] = [6, 4]
    const numbers = (length: number, mean: number) => Float32Array.from({ length }, () => mean + random.normal())
    const [x, scale, filter] = [numbers(pixels * channels, 5), numbers(channels, 1), numbers(channels * 2, 0)]
    const expected = Array.from({ length: pixels }, (_, pixel) => {
      const values = [...x.subarray(pixel * channels, (pixel + 1) * channels)]
      const mean = values.reduce((sum, value) => sum + value) / channels
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels
      const normal = values.map((value, channel) => (value / Math.sqrt(variance + 1e-5)) * scale[channel])
      return [0, 1].map(output => normal.reduce((sum, value, channel) => sum + value * filter[2 * channel + output], 0))
    }).flat()
    const shape = [1, 2, 3, channels]
    const graph = traceForward(
      ({ x }) => {
        const normal = biasFreeLayerNorm(x as tf.Tensor4D, tf.tensor1d(scale))
        return { y: tf.conv2d(normal, tf.tensor4d(filter, [1, 1, channels, 2]), 1, 'same') }
      },
      { inputs: { x: { shape } } },
    )
    for (const each of [graph, foldLayerNorm(graph)]) {
      const compiled = await compile(engine, each, { threads: 1 })
      const { y } = await compiled.run({ x: { shape, data: x } })
      await compiled.dispose()
      expect(y.data).toBeRelativelyWithin(1e-5, expected)
    }
  },
)
