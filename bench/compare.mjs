// Runs `dfpir bench` and PyTorch in turn and prints how many times as fast each engine is:
//   node bench/compare.mjs forward [--engines onnxruntime,openvino,openvino:bf16] [--python python3] [--size 256]
//   node bench/compare.mjs train-step [--engines tensorflow,tensorflow:bf16] [--size 128]
// with --threads, --rounds and --config (JSON). PyTorch runs bench/peer, or with `--peer FILE` a script called as
// `python FILE bench --size N --threads N [--train]` that prints one JSON line with `forward_s` or `train_step_s`.
// In turn, because a machine's speed drifts: only ratios of neighbouring runs mean something.
import { parseArgs } from 'node:util'
import { engineList, median, runEngine, runPeer } from './run-bench.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engines: { type: 'string' },
    peer: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    config: { type: 'string', default: '{}' },
    size: { type: 'string' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
  },
})
const [kind] = positionals
if (!['forward', 'train-step'].includes(kind)) {
  console.error(
    'usage: node bench/compare.mjs forward|train-step [--engines LIST] [--python P] [--size N] [--rounds N]',
  )
  process.exit(2)
}
const engines = engineList(values.engines ?? (kind === 'forward' ? 'onnxruntime' : 'tensorflow'))
const size = values.size ?? (kind === 'forward' ? '256' : '128')
const run = { kind, size, threads: values.threads, config: values.config }

const ratios = engines.map(() => [])
for (let round = 1; round <= Number(values.rounds); round++) {
  const peer = runPeer(run, values).seconds.min
  console.log(`round ${round}: PyTorch ${peer.toFixed(3)} s`)
  for (const [index, engine] of engines.entries()) {
    const { min } = runEngine(run, engine).seconds
    ratios[index].push(peer / min)
    console.log(`  ${engine.label}: ${min.toFixed(3)} s, ${(peer / min).toFixed(2)} times as fast`)
  }
}
console.log(`median (${kind}, ${size}×${size}, ${values.threads} threads):`)
for (const [index, { label }] of engines.entries()) {
  console.log(`  ${label}: ${median(ratios[index]).toFixed(2)} times as fast as PyTorch`)
}
