// Times every engine on the network with whole layer norms and with folded ones, in turn, in one process:
//   node bench/folds.mjs [--engines onnxruntime,openvino,tensorflow] [--size 256] [--threads 2] [--rounds 3] [--config '{}']
// What was measured decides packages/inference/src/folds.ts.
import { Command } from 'commander'
import { compile, getEngine } from '../packages/engines/dist/index.js'
import { Network } from '../packages/inference/dist/network.js'
import { createDfpir, parseConfig, stateDict } from '../packages/model/dist/index.js'
import { parseCount, parseJson, startScript } from '../packages/terminal/dist/index.js'
import { engineList } from './run-bench.mjs'

const command = new Command('node bench/folds.mjs')
  .option('--engines <list>', 'engines, separated by commas', 'onnxruntime,openvino,tensorflow')
  .option('--size <n>', 'side of the picture in pixels', parseCount, 256)
  .option('--threads <n>', 'number of threads', parseCount, 2)
  .option('--rounds <n>', 'number of rounds', parseCount, 3)
  .option('--config <json|file>', 'configuration of the network', parseJson, {})
startScript(command)
const { size, threads, rounds, ...values } = command.opts()
const config = parseConfig(values.config)
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
