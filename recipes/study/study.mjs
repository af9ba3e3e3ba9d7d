// Trains and compares the variants of DFPIR on small networks, and writes a page about them: npm run study -- DATA. See
// README.md.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DataError, UsageError } from '@dfpir/core'
import { runProgram } from '@dfpir/terminal'
import { Command } from 'commander'
import { readStudy, studySweep, writeStudy } from './dist/index.js'

const program = new Command('study')
  .description("train and compare DFPIR's variants on small networks, and write a page about them")
  .argument('[data]', 'the folder with BSD400 and Kodak24')
  .option('--output <folder>', 'the folder of the trials; a stopped study in it continues', 'runs/study')
  .option('--page <folder>', 'where to write the page and its figures (default: the output folder)')
  .option('--steps <number>', "steps per trial (default: the preset's 1000)")
  .option('--seeds <number>', "number of seeds per variant (default: the preset's 3)")
  .option('--no-training', 'only write the page, also of an unfinished study')
  .action(async (data, options) => {
    const { output, page = output, training } = options
    const failed = training && !train(data, options)
    process.stderr.write(`page written to ${await writeStudy(await readStudy(output), page)}\n`)
    if (failed) throw new DataError('some trials failed', { hint: 'Run the same command again to repeat them.' })
  })
await runProgram(program, process.argv.slice(2))

/** Runs the sweep; returns whether all trials finished. A wrong call or Ctrl-C, which it has reported, ends this process too. */
function train(data, { output, ...budget }) {
  if (data === undefined) throw new UsageError('expected the folder with BSD400 and Kodak24, got none')
  const content = studySweep(budget)
  mkdirSync(output, { recursive: true })
  const config = join(output, 'study.yaml')
  writeFileSync(config, `${JSON.stringify(content, null, 2)}\n`)
  const cli = fileURLToPath(new URL('../../apps/cli/bin/dfpir.js', import.meta.url))
  const args = [cli, 'ablate', '--config', config, '--root', data, '--output', output]
  process.on('SIGINT', () => {}) // Ctrl-C reaches the sweep too, which saves the current trial
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0 && status !== 1) process.exit(status ?? 130)
  return status === 0
}
