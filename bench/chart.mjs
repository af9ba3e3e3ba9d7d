// Measures time and peak memory of a forward pass against the size of the picture, for each engine and for PyTorch, each
// in a process of its own, and draws docs/images/forward.svg:
//   node bench/chart.mjs [--sizes 64,128,256,512,1024] [--engines onnxruntime,openvino,tensorflow,pytorch]
//                        [--config '{}'] [--threads 2] [--repeats 2] [--python python3] [--draw]
// Measurements are kept in bench/results/forward.json, each in place of an earlier one of the same engine and size, so
// that a long series can be made in parts; --draw only draws what is there. Memory is the peak of the whole process,
// tracing and compiling included.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { UsageError } from '../packages/core/dist/index.js'
import { parseCount, parseJson, parseList, startScript } from '../packages/terminal/dist/index.js'
import { drawForward } from './draw-forward.mjs'
import { engineList, runEngine, runPeer } from './run-bench.mjs'

const command = new Command('node bench/chart.mjs')
  .option('--sizes <list>', 'sides of the picture, in pixels', parseList(parseCount), [64, 128, 256, 512, 1024])
  .option('--engines <list>', 'engines, separated by commas', 'onnxruntime,openvino,tensorflow,pytorch')
  .option('--config <json|file>', 'configuration of the network', parseJson, {})
  .option('--threads <n>', 'number of threads', parseCount, 2)
  .option('--repeats <n>', 'runs per measurement', parseCount, 2)
  .option('--python <command>', 'Python with PyTorch', 'python3')
  .option('--draw', 'only draw what was measured earlier')
startScript(command)
const { config, sizes, threads, repeats, ...values } = command.opts()
const here = name => fileURLToPath(new URL(name, import.meta.url))
const file = here('results/forward.json')
const setting = { processor: cpus()[0].model, threads, config }

function readResults() {
  if (!existsSync(file)) return []
  const { measurements, ...measured } = JSON.parse(readFileSync(file, 'utf8'))
  return JSON.stringify(measured) === JSON.stringify(setting) ? measurements : []
}

function measure({ name, precision }, size) {
  const run = { kind: 'forward', size, threads, config: JSON.stringify(config), repeats }
  const result =
    name === 'pytorch' ? runPeer({ ...run, layout: 'channels_last' }, values) : runEngine(run, { name, precision })
  const { seconds, peakRssBytes } = result
  console.log(`${name} ${precision} ${size}: ${seconds.min.toFixed(3)} s, ${(peakRssBytes / 2 ** 30).toFixed(2)} GiB`)
  return { engine: name, precision, size, seconds: seconds.min, peakRssBytes }
}

const order = ({ engine, precision, size }) => `${engine} ${precision} ${String(size).padStart(6, '0')}`

let measurements = readResults()
if (!values.draw) {
  for (const size of sizes) {
    for (const engine of engineList(values.engines)) {
      const made = measure(engine, size)
      measurements = [...measurements.filter(other => order(other) !== order(made)), made]
      measurements.sort((a, b) => order(a).localeCompare(order(b)))
      mkdirSync(here('results'), { recursive: true })
      writeFileSync(file, `${JSON.stringify({ ...setting, measurements }, undefined, 2)}\n`)
    }
  }
}
if (measurements.length === 0) throw new UsageError(`${file} has no measurements with ${JSON.stringify(setting)}`)
mkdirSync(here('../docs/images'), { recursive: true })
writeFileSync(here('../docs/images/forward.svg'), await drawForward(measurements))
console.log('docs/images/forward.svg')
