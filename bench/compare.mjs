// Runs `dfpir bench` and PyTorch in turn and prints how many times as fast each engine is:
//   node bench/compare.mjs forward [--engines onnxruntime,openvino,openvino:bf16] [--python python3] [--size 256]
//   node bench/compare.mjs train-step [--engines tensorflow,tensorflow:bf16] [--size 128]
// with --threads, --rounds and --config (JSON). PyTorch runs bench/peer, or with `--peer FILE` a script called as
// `python FILE bench --size N --threads N [--train]` that prints one JSON line with `forward_s` or `train_step_s`.
// In turn, because a machine's speed drifts: only ratios of neighbouring runs mean something.
import { Argument, Command } from 'commander'
import { parseCount, parseJson, startScript } from '../packages/terminal/dist/index.js'
import { engineList, median, runEngine, runPeer } from './run-bench.mjs'

const command = new Command('node bench/compare.mjs')
  .addArgument(new Argument('<kind>', 'what is measured').choices(['forward', 'train-step']))
  .option('--engines <list>', 'engines, separated by commas (default: onnxruntime, or tensorflow for train-step)')
  .option('--peer <file>', 'another PyTorch implementation')
  .option('--python <command>', 'Python with PyTorch', 'python3')
  .option('--config <json|file>', 'configuration of the network', parseJson, {})
  .option('--size <n>', 'side of the picture in pixels (default: 256, or 128 for train-step)', parseCount)
  .option('--threads <n>', 'number of threads', parseCount, 2)
  .option('--rounds <n>', 'number of rounds', parseCount, 3)
startScript(command)
const [kind] = command.processedArgs
const { threads, ...values } = command.opts()
const engines = engineList(values.engines ?? (kind === 'forward' ? 'onnxruntime' : 'tensorflow'))
const size = values.size ?? (kind === 'forward' ? 256 : 128)
const run = { kind, size, threads, config: JSON.stringify(values.config) }

const ratios = engines.map(() => [])
for (let round = 1; round <= values.rounds; round++) {
  const peer = runPeer(run, values).seconds.min
  console.log(`round ${round}: PyTorch ${peer.toFixed(3)} s`)
  for (const [index, engine] of engines.entries()) {
    const { min } = runEngine(run, engine).seconds
    ratios[index].push(peer / min)
    console.log(`  ${engine.label}: ${min.toFixed(3)} s, ${(peer / min).toFixed(2)} times as fast`)
  }
}
console.log(`median (${kind}, ${size}×${size}, ${threads} threads):`)
for (const [index, { label }] of engines.entries()) {
  console.log(`  ${label}: ${median(ratios[index]).toFixed(2)} times as fast as PyTorch`)
}
