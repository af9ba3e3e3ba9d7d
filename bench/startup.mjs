// Where the time of `dfpir restore` goes, from the start of the process to its end, without and with stored graphs:
//   node bench/startup.mjs PHOTO [--rounds 5] [--model ID] [--engine onnxruntime] [--command apps/cli/bin/dfpir.js]
// The phases come from hooks on onnxruntime (startup-marks.mjs); other engines show the whole only. Medians.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { DfpirError } from '../packages/core/dist/index.js'
import { parseCount, startScript } from '../packages/terminal/dist/index.js'

const here = file => fileURLToPath(new URL(file, import.meta.url))
const command = new Command('node bench/startup.mjs')
  .argument('<photo>', 'the picture to restore')
  .option('--rounds <n>', 'number of rounds', parseCount, 5)
  .option('--model <id|folder|file>', 'the weights', 'dfpir-small')
  .option('--engine <name>', 'engine', 'onnxruntime')
  .option('--command <file>', 'the dfpir command to measure', here('../apps/cli/bin/dfpir.js'))
startScript(command)
const [photo] = command.processedArgs
const values = command.opts()
const folder = mkdtempSync(join(tmpdir(), 'dfpir-startup-'))

/** One run: when each phase ended, in milliseconds since the process was started. */
function restore(graphs) {
  const marks = join(folder, 'marks.json')
  const options = ['--engine', values.engine, '--model', values.model, '--force']
  const hooks = new URL(`startup-marks.mjs?${encodeURIComponent(marks)}`, import.meta.url).href
  const args = ['--import', hooks, values.command, 'restore', photo, '-o', join(folder, 'out.jpg'), '--task', 'denoise']
  const environment = { ...process.env, DFPIR_GRAPH_CACHE: graphs }
  const started = performance.timeOrigin + performance.now()
  const { status, stderr } = spawnSync(process.execPath, [...args, ...options], { env: environment, encoding: 'utf8' })
  const ended = performance.timeOrigin + performance.now()
  if (status !== 0) throw new DfpirError(`dfpir restore failed: ${stderr.trim().replace(/^error: /, '')}`)
  const found = JSON.parse(readFileSync(marks, 'utf8'))
  const since = Object.fromEntries(Object.entries(found).map(([name, time]) => [name, time - started]))
  return { ...since, end: ended - started }
}

const phases = [
  ['Node itself', 'node'],
  ['code, model and picture read; graph traced or read', 'create'],
  ['engine: graph loaded', 'created'],
  ['picture prepared', 'run'],
  ['engine: network run', 'ran'],
  ['picture written, memory freed', 'end'],
]

const median = numbers => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

function print(title, runs) {
  console.log(`\n${title}`)
  let before = []
  for (const [name, mark] of phases) {
    if (runs.some(run => run[mark] === undefined)) continue
    const spent = runs.map((run, i) => run[mark] - (before[i] ?? 0))
    console.log(`${(median(spent) / 1000).toFixed(2).padStart(7)} s  ${name}`)
    before = runs.map(run => run[mark])
  }
  console.log(`${(median(runs.map(run => run.end)) / 1000).toFixed(2).padStart(7)} s  altogether`)
}

try {
  const rounds = Array.from({ length: values.rounds }, (_, index) => join(folder, `graphs-${index}`))
  print('first start', rounds.map(restore))
  print('second start', rounds.map(restore))
} finally {
  rmSync(folder, { recursive: true })
}
