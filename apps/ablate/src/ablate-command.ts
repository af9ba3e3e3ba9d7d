import { Command, InvalidArgumentError } from 'commander'
import type { AblateOptions } from './run-ablate.js'
import type { WorkerOptions } from './run-worker-command.js'

const examples = `
Presets: table3a and table3b use the paper's data sets and protocol; table3a-small and table3b-small use BSD400 and Kodak24
below --root and take minutes per trial on two cores. study has the trials of both small ones and a plain U-Net.

Examples:
  dfpir ablate --config examples/gamma.yaml --dry-run
  dfpir ablate --config examples/gamma.yaml
  dfpir ablate --preset table3a-small --root data/ -o runs/study

On several machines that share a folder:
  dfpir ablate worker --queue redis://server --folder /shared/trials --root data/     on each of them
  dfpir ablate --config sweep.yaml --queue redis://server                             on any of them
`

/**
 * `dfpir ablate`: trains and compares the variants of a sweep file. Ctrl-C saves the current trial and stops; the same
 * command line continues it.
 */
export function createAblateCommand(): Command {
  return new Command('ablate')
    .enablePositionalOptions() // options after worker belong to the worker
    .description('train and compare variants of a network from a YAML sweep file; finished trials do not run again')
    .option('--config <file>', 'the sweep file')
    .option('--preset <name>', 'a built-in sweep, in place of a file')
    .option('--root <folder>', "the folder that paths in the sweep are relative to (default: the file's folder)")
    .option('-o, --output <folder>', 'where to write trials and reports; overrides the file')
    .option('--queue <url>', 'run the trials on the workers of a Redis queue, and show their progress')
    .option('--dry-run', 'list the trials and estimate the time, without running anything')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(async (options: AblateOptions) => {
      const { runAblate } = await import('./run-ablate.js') // brings tfjs: not needed for --help
      await runAblate(options)
    })
    .addCommand(workerCommand())
}

function workerCommand(): Command {
  return new Command('worker')
    .description('run trials from a queue until Ctrl-C, which saves the current trial and returns it to the queue')
    .requiredOption('--queue <url>', 'the Redis server, such as redis://server:6379')
    .requiredOption('--folder <folder>', 'the folder for trials; all workers of the queue must share it')
    .option(
      '--root <folder>',
      'the folder that paths in sweeps are relative to; the worker reads nothing outside it',
      '.',
    )
    .option(
      '--lost-after <seconds>',
      'how long a worker may be silent before another one takes over its trial',
      parseSeconds,
      30,
    )
    .action(async (options: WorkerOptions) => {
      const { runWorkerCommand } = await import('./run-worker-command.js')
      await runWorkerCommand(options)
    })
}

function parseSeconds(text: string): number {
  const seconds = Number(text)
  if (seconds >= 1 && seconds <= 3600) return seconds
  throw new InvalidArgumentError('It must be a number of seconds from 1 to 3600.')
}
