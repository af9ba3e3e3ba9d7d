// Measures a machine with an NVIDIA card in about ten minutes, against PyTorch where that is installed:
//   node bench/gpu.mjs [--python python3] [--peer ../shared/peer/dfpir_torch.py] [--root data] [--steps 500]
// It times a forward pass, a training step and a training of the preset `denoise`, whose pictures are in ROOT/BSD400 and
// ROOT/WED; without --root they are made up. PyTorch runs bench/peer, or the class DFPIR in the file --peer; its training
// repeats steps on one batch in memory, so it never waits for pictures. --python none leaves PyTorch out.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writePicture } from '../packages/images/dist/index.js'
import { findGpus, loadTensorflow, requireDevice } from '../packages/tensorflow/dist/index.js'
import { runDfpir, runPeerScript } from './run-bench.mjs'

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    peer: { type: 'string' },
    root: { type: 'string' },
    steps: { type: 'string', default: '500' },
  },
})
const batch = 5 // as the preset has it

await requireCard()
const folder = mkdtempSync(join(tmpdir(), 'dfpir-gpu-'))
try {
  const root = values.root ? resolve(values.root) : await makePictures(join(folder, 'data'))
  console.table({
    'forward, 1 × 256 × 256, f32': compare(forward(), peer('forward', 256, 1, 20)),
    'training step, 5 × 128 × 128, f32': compare(trainingStep(), peer('train-step', 128, batch, 20)),
    ...trainings(root),
  })
} finally {
  rmSync(folder, { recursive: true })
}

/** Ends with what was found and what to do, unless TensorFlow can use a card. */
async function requireCard() {
  const cards = await findGpus()
  try {
    if (cards.length === 0) await requireDevice({ devices: () => [] }, 'cuda', 1)
    console.log(`${cards.join('; ')}: ${await requireDevice(await loadTensorflow(), 'cuda', 1)}`)
  } catch ({ message, hint }) {
    console.error(`error: ${message}${hint ? `\nhint: ${hint}` : ''}`)
    process.exit(1)
  }
}

function forward() {
  const what = ['bench', 'forward', '--engine', 'tensorflow', '--size', 256]
  return runDfpir([...what, '--device', 'cuda', '--repeats', 20, '--json']).seconds.median
}

function trainingStep() {
  const what = ['bench', 'train-step', '--size', 128, '--batch', batch]
  return runDfpir([...what, '--device', 'cuda', '--repeats', 20, '--json']).seconds.median
}

function trainings(root) {
  const rows = ['f32', 'f16'].map(precision => {
    const { whole, step } = training(root, precision)
    const torch = peer('train-step', 128, batch, values.steps, precision === 'f16' ? ['--half'] : [], 'sum')
    return [
      [`${values.steps} steps, ${precision}, with compiling`, compare(whole, torch)],
      [`one of them, ${precision}`, compare(step, torch && torch / Number(values.steps))],
    ]
  })
  return Object.fromEntries(rows.flat())
}

/** Trains the preset. Returns the seconds of the whole command, and those of a step in the last line of its log. */
function training(root, precision) {
  const output = join(folder, precision)
  const file = join(folder, `${precision}.yaml`)
  const run = { preset: 'denoise', root, steps: Number(values.steps), finetune: false, precision, output }
  const threads = Math.max(1, Math.min(8, availableParallelism() - 1))
  writeFileSync(file, JSON.stringify({ ...run, device: 'cuda', workers: threads })) // JSON is YAML
  const begun = performance.now()
  runDfpir(['train', '--config', file, '--json'])
  const whole = (performance.now() - begun) / 1000
  const { imagesPerSecond } = JSON.parse(readFileSync(join(output, 'log.jsonl'), 'utf8').trim().split('\n').at(-1))
  return { whole, step: batch / imagesPerSecond }
}

/** Returns PyTorch's seconds, or undefined without PyTorch. */
function peer(kind, size, pictures, repeats, more = [], which = 'median') {
  if (values.python === 'none') return undefined
  const what = [kind, '--device', 'cuda', '--size', size, '--batch', pictures, '--repeats', repeats, ...more]
  return runPeerScript(values.python, [...what, ...(values.peer ? ['--peer', values.peer] : [])]).seconds[which]
}

function compare(seconds, torch) {
  const shown = number => (number === undefined ? '–' : number.toFixed(4))
  return { 'dfpir, s': shown(seconds), 'PyTorch, s': shown(torch), ratio: torch ? (torch / seconds).toFixed(2) : '–' }
}

/** Writes soft patterns of 256 × 256 pixels in the places of the preset's pictures. */
async function makePictures(root) {
  for (let index = 0; index < 16; index++) {
    const data = Uint8Array.from({ length: 256 * 256 * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % 256, Math.floor(i / 768)]
      return 128 + 100 * Math.sin(x / (5 + index) + (y * (i % 3)) / 9)
    })
    const picture = { width: 256, height: 256, channels: 3, depth: 8, data }
    await writePicture(join(root, index % 2 ? 'WED' : 'BSD400', `${index}.png`), picture)
  }
  return root
}
