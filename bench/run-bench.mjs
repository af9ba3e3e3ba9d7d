// One measurement in a process of its own: `dfpir bench` on an engine, or the same in PyTorch.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const here = name => fileURLToPath(new URL(name, import.meta.url))

/** `openvino,openvino:bf16` as engines with precisions. */
export function engineList(text) {
  return text.split(',').map(part => {
    const [name, precision = 'f32'] = part.split(':')
    return { name, precision, label: `${name} ${precision}` }
  })
}

export function runEngine({ kind, size, threads, config, repeats = 3 }, { name, precision }) {
  const what = ['bench', kind, '--json', '--size', size, '--threads', threads, '--config', config]
  const how = ['--repeats', repeats, '--engine', name, '--precision', precision]
  return runDfpir([...what, ...how])
}

/** Runs `dfpir` with `--json` among its arguments, and returns its result. */
export function runDfpir(args) {
  return lastLine(process.execPath, [here('../apps/cli/dist/main.js'), ...args])
}

/** Runs bench/peer/bench.py, and returns its result. */
export function runPeerScript(python, args) {
  return lastLine(python, [here('peer/bench.py'), ...args])
}

/** @param peer another PyTorch implementation, see compare.mjs */
export function runPeer({ kind, size, threads, config, repeats = 3, layout = 'best' }, { python, peer }) {
  const common = ['--size', size, '--threads', threads]
  if (peer !== undefined) {
    const result = lastLine(python, [peer, 'bench', ...common, ...(kind === 'train-step' ? ['--train'] : [])])
    return { seconds: { min: result.train_step_s ?? result.forward_s } }
  }
  const own = ['--config', config, '--repeats', repeats, ...(kind === 'forward' ? ['--layout', layout] : [])]
  return runPeerScript(python, [kind, ...common, ...own])
}

/** The middle of numbers, or the upper one of two. */
export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
}

function lastLine(command, args) {
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 }
  const { status, stdout, stderr, error } = spawnSync(command, args.map(String), options)
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1))
  console.error(`${[command, ...args].join(' ')} failed:\n${error?.message ?? stderr.trim()}`)
  process.exit(1)
}
