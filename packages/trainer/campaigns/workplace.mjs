// Shared by the campaigns: a folder with photographs and a training file, and `dfpir train` as a child process.
import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Random } from '../../core/dist/index.js'
import { writePicture } from '../../images/dist/index.js'

const command = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url))

/** A folder with a few computed photographs to train on, and others to validate on. */
export async function makeWorkplace() {
  const folder = mkdtempSync(join(tmpdir(), 'dfpir-campaign-'))
  for (let index = 0; index < 6; index++) await writePicture(join(folder, 'photos', `${index}.png`), stripes(index))
  for (let index = 0; index < 2; index++) await writePicture(join(folder, 'unseen', `${index}.png`), stripes(6 + index))
  return folder
}

function stripes(seed) {
  const random = new Random(seed)
  const [a, b] = [random.uniform(0.1, 0.4), random.uniform(0.1, 0.4)]
  const [width, height] = [64, 48]
  const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const [x, y] = [Math.floor(index / 3) % width, Math.floor(index / (3 * width))]
    return 128 + 100 * Math.sin(a * x + b * y + (index % 3))
  })
  return { width, height, channels: 3, depth: 8, data }
}

/** Writes the training file of a run: a small network that uses every part of a training state. */
export function writeTrainingFile(folder, output, changes) {
  const config = {
    model: { dim: 8, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 2, 4, 8], promptSize: 16 },
    init: 'identity',
    data: [
      { task: 'denoise', sigma: [15, 50], clean: 'photos' },
      { task: 'derain', clean: 'photos' },
    ],
    ...{ patch: 16, batch: 2, accumulate: 2, learningRate: 1e-3, seed: 5, threads: 2 },
    ...{ ema: 0.9, clipNorm: 1, optimizer: 'adamw' },
    output,
    ...changes,
  }
  const path = join(folder, `${output}.yaml`)
  writeFileSync(path, JSON.stringify(config)) // JSON is YAML
  return path
}

/** Starts `dfpir train`. `stepping` resolves at its first step, `ended` with its exit code or signal and its output. */
export function startTraining(config, options = []) {
  const child = spawn(process.execPath, [command, 'train', '--config', config, '--json', ...options])
  let text = ''
  const stepping = new Promise(resolve => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', chunk => {
        text += chunk
        if (/^\d+\/\d+ · /m.test(text)) resolve()
      })
    }
  })
  const ended = new Promise(resolve => child.on('close', (code, signal) => resolve({ code, signal, text })))
  return { child, stepping, ended }
}

/** Runs it to the end. */
export async function runTraining(config, options) {
  const { code, signal, text } = await startTraining(config, options).ended
  if (code !== 0) throw new Error(`dfpir train ended with ${signal ?? code}:\n${text}`)
  return text
}
