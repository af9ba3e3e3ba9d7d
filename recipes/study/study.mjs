// Trains and compares the variants of DFPIR on small networks, and writes a page about them:
// npm run study -- DATA [--output DIR] [--page DIR] [--steps N] [--seeds N] [--no-training]. See README.md.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readStudy, studySweep, writeStudy } from './dist/index.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    output: { type: 'string', default: 'runs/study' },
    page: { type: 'string' },
    steps: { type: 'string' },
    seeds: { type: 'string' },
    training: { type: 'boolean', default: true },
  },
})
const { output, page = output, training } = values
if (training) process.exitCode = train(positionals[0])
if (process.exitCode !== 130) console.error(`page written to ${await writeStudy(await readStudy(output), page)}`)

/** Runs the sweep and returns its exit code: 0 done, 1 some trials failed, 130 stopped. */
function train(data) {
  if (data === undefined) fail('expected the folder with BSD400 and Kodak24: npm run study -- DATA')
  mkdirSync(output, { recursive: true })
  const config = join(output, 'study.yaml')
  writeFileSync(config, `${JSON.stringify(studySweep(values), null, 2)}\n`)
  const cli = fileURLToPath(new URL('../../apps/cli/bin/dfpir.js', import.meta.url))
  const args = [cli, 'ablate', '--config', config, '--root', data, '--output', output]
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status === 2) process.exit(2)
  return status ?? 130
}

function fail(message) {
  console.error(`error: ${message}`)
  process.exit(2)
}
