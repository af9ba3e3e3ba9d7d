// Times every engine on the network with whole layer norms and with folded ones, in turn, in one process:
//   node bench/folds.mjs [--engines onnxruntime,openvino,tensorflow] [--size 256] [--threads 2] [--rounds 3] [--config '{}']
// What was measured decides packages/inference/src/folds.ts.
import { parseArgs } from 'node:util'
import { compile, getEngine } from '../packages/engines/dist/index.js'
import { Network } from '../packages/inference/dist/network.js'
import { createDfpir, parseConfig, stateDict } from '../packages/model/dist/index.js'
import { engineList } from './run-bench.mjs'

const { values } = parseArgs({
  options: {
    engines: { type: 'string', default: 'onnxruntime,openvino,tensorflow' },
    size: { type: 'string', default: '256' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    config: { type: 'string', default: '{}' },
  },
})
const [size, threads, rounds] = [values.size, values.threads, values.rounds].map(Number)
const config = parseConfig(JSON.parse(values.config))
const model = createDfpir(config, { seed: 0 })
const network = await Network.create(config, await stateDict(model, config))
model.dispose()
const embedding = Float32Array.from({ length: config.promptSize }, (_, index) => Math.sin(index))
const shape = [1, size, size, 3]
const input = { shape, data: Float32Array.from({ length: size * size * 3 }, (_, index) => (index % 251) / 251) }

async function seconds(graph) {
  const begun = performance.now()
  await graph.run({ input })
  return (performance.now() - begun) / 1000
}

for (const { name, precision, label } of engineList(values.engines)) {
  const engine = await getEngine(name, { precision })
  const graphs = []
  for (const layerNorm of [false, true]) {
    const traced = network.traceForPrompt(size, size, embedding, { layerNorm })
    graphs.push({
      layerNorm,
      graph: await compile(engine, traced, { threads, precision }),
      best: Number.POSITIVE_INFINITY,
    })
  }
  for (let round = 0; round <= rounds; round++) {
    for (const entry of graphs) {
      const time = await seconds(entry.graph)
      if (round > 0) entry.best = Math.min(entry.best, time)
    }
  }
  const [whole, folded] = graphs.map(({ best }) => best)
  console.log(`${label}: whole ${whole.toFixed(3)} s, folded ${folded.toFixed(3)} s`)
  for (const { graph } of graphs) await graph.dispose()
}
network.dispose()
