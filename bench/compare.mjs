// Runs `dfpir bench` and a PyTorch implementation in turn and prints the ratios of their times:
//   node bench/compare.mjs train-step --peer path/to/dfpir_torch.py [--python python3] [--size 128] [--rounds 3] [--precision bf16]
// The peer is called as `python PEER bench --size N --threads N [--train]` and prints one JSON line with `forward_s` or
// `train_step_s`. In turn, because a machine's speed drifts: only ratios of neighbouring runs mean something.
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peer: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    size: { type: 'string' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    engine: { type: 'string', default: 'auto' },
    precision: { type: 'string', default: 'f32' },
  },
})
const [kind] = positionals
if (!values.peer || !['forward', 'train-step'].includes(kind)) {
  console.error(
    'usage: node bench/compare.mjs forward|train-step --peer FILE [--python P] [--size N] [--threads N] [--rounds N]',
  )
  process.exit(2)
}
const size = values.size ?? (kind === 'forward' ? '256' : '128')
const common = ['--size', size, '--threads', values.threads]

const lastLine = (command, args) =>
  JSON.parse(
    execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
      .trim()
      .split('\n')
      .at(-1),
  )

function ours() {
  const args = [
    '--no-install',
    'dfpir',
    'bench',
    kind,
    ...common,
    '--engine',
    values.engine,
    '--precision',
    values.precision,
  ]
  return lastLine('npx', [...args, '--json']).seconds.min
}

function peers() {
  const result = lastLine(values.python, [
    values.peer,
    'bench',
    ...common,
    ...(kind === 'train-step' ? ['--train'] : []),
  ])
  return result.train_step_s ?? result.forward_s
}

const ratios = []
for (let round = 1; round <= Number(values.rounds); round++) {
  const [a, b] = [ours(), peers()]
  ratios.push(b / a)
  console.log(`round ${round}: dfpir ${a.toFixed(3)} s, peer ${b.toFixed(3)} s, ${(b / a).toFixed(2)} times as fast`)
}
ratios.sort((a, b) => a - b)
console.log(
  `median: ${ratios[ratios.length >> 1].toFixed(2)} times as fast (${kind}, ${size}×${size}, ${values.threads} threads)`,
)
