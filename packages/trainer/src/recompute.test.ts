import '@tensorflow/tfjs-backend-cpu'
import { Random } from '@dfpir/core'
import { toGraphDef } from '@dfpir/graph'
import { createDfpir, parseConfig, readWeights, recomputeBlocks } from '@dfpir/model'
import { loadTensorflow } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import { traceStep } from './trace-step.js'

const config = parseConfig({ dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 })
const random = new Random(4)
const draw = (...shape: number[]) => {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return { shape, data: Float32Array.from({ length: size }, () => random.uniform()) }
}
const batch = { input: draw(1, 16, 16, 3), target: draw(1, 16, 16, 3), prompt: draw(1, 8) }

/** Loss and gradients of a traced network on libtensorflow, and how many convolutions its step makes. */
async function differentiate(recompute: boolean) {
  const model = createDfpir(config, { seed: 3 })
  if (recompute) recomputeBlocks(model)
  const graph = traceStep(model, { batch: 1, height: 16, width: 16, gradients: true })
  const values = await readWeights(model)
  model.dispose()
  const graphDef = toGraphDef(graph)
  const session = (await loadTensorflow()).createSession(graphDef, { threads: 1 })
  const feeds = Object.fromEntries([...values].map(([name, value]) => [`value/${name}`, value]))
  await session.run({ feeds, targets: [...values.keys()].map(name => `assign/${name}`) })
  const fetches = ['loss', ...graph.updates.map(({ variable }) => `gradient/${variable}`)]
  const results = await session.run({ feeds: batch, fetches })
  await session.dispose()
  return { results, bytes: graphDef.length }
}

test('a traced network that computes its blocks again has the same loss and gradients', async () => {
  await tf.setBackend('cpu')
  const before = tf.memory().numTensors
  const [plain, again] = [await differentiate(false), await differentiate(true)]
  expect(again.bytes).toBeGreaterThan(1.05 * plain.bytes)
  for (const [name, { data }] of Object.entries(plain.results)) {
    expect(again.results[name].data).toBeRelativelyWithin(1e-4, Float32Array.from(data as Float32Array))
  }
  expect(tf.memory().numTensors).toBe(before)
})
