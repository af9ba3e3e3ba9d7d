// Measures weights on photographs that `dfpir degrade` degrades: npm run evaluate:default -- KODAK24 [OPTIONS of dfpir
// evaluate pairs, such as --model FOLDER]. Prints the tables of the model card. See README.md.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DfpirError } from '@dfpir/core'
import { startScript } from '@dfpir/terminal'
import { Command } from 'commander'
import { blindTable, gainTable } from './dist/index.js'

const command = new Command('evaluate:default')
  .argument('<photographs>', 'clean photographs')
  .argument('[options...]', 'options of dfpir evaluate pairs')
  .allowUnknownOption()
startScript(command)
const [photographs, options] = command.processedArgs
const seed = 1001
const cli = fileURLToPath(new URL('../../apps/cli/bin/dfpir.js', import.meta.url))
const run = (...args) => {
  const stdio = ['ignore', 'pipe', 'inherit']
  const { status, stdout } = spawnSync(process.execPath, [cli, ...args.map(String)], { stdio, maxBuffer: 2 ** 28 })
  if (status !== 0) throw new DfpirError(`dfpir ${args[0]} failed`)
  return stdout.toString()
}
const evaluate = (title, input, ...how) => {
  console.error(title)
  const lines = run('evaluate', 'pairs', '--input', input, '--target', photographs, ...how, ...options, '--json')
  return { title, result: JSON.parse(lines.trimEnd().split('\n').at(-1)) }
}

const noises = [15, 25, 50].map(sigma => ({
  title: `noise, σ ${sigma}`,
  kind: 'denoise',
  strength: ['--sigma', sigma],
}))
const others = [
  { title: 'rain', kind: 'derain' },
  { title: 'haze', kind: 'dehaze' },
  { title: 'motion blur', kind: 'deblur' },
  { title: 'low light', kind: 'lowlight' },
]

const folder = mkdtempSync(join(tmpdir(), 'dfpir-measure-'))
try {
  const sets = [...noises, ...others].map(({ title, kind, strength = [] }) => {
    const input = join(folder, title)
    run('degrade', photographs, '--output', input, '--kind', kind, ...strength, '--seed', seed)
    return evaluate(title, input, '--task', kind, ...strength, '--blind')
  })
  const clean = evaluate('clean', photographs, '--task', 'denoise', '--sigma', 15, '--blind')
  const worst = Math.min(...clean.result.images.map(({ psnr }) => psnr))
  console.log(gainTable(sets))
  console.log(`\n${blindTable([...sets, clean])}`)
  console.log(
    `\nclean, restored as noise of σ 15: ${clean.result.psnr.toFixed(2)} dB against themselves, worst ${worst.toFixed(2)}`,
  )
  console.log(JSON.stringify([...sets, clean]))
} finally {
  rmSync(folder, { recursive: true })
}
