import '@tensorflow/tfjs-backend-cpu'
import { readSafetensors, toStateDict } from '@dfpir/checkpoints'
import { Random } from '@dfpir/core'
import { compile, type Engine, listEngines } from '@dfpir/engines'
import type { Graph } from '@dfpir/graph'
import { parseConfig } from '@dfpir/model'
import { goldenPath } from '@dfpir/testing'
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

async function residual(engine: Engine, factor: number, folds: Folds) {
  const compiled = await compile(engine, graphs.get(keyOf(factor, folds))!, { threads: 1 })
  const { residual } = await compiled.run({ input })
  await compiled.dispose()
  return residual.data
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
