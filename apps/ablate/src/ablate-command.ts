import { Command, InvalidArgumentError } from 'commander'
import type { AblateOptions } from './run-ablate.js'
import type { WorkerOptions } from './run-worker-command.js'

const examples = `
Sweeps by name: table3a, table3b (the paper's data sets and protocol), table3a-small, table3b-small (BSD400 and Kodak24 below
--root, minutes on two cores).

Examples:
  dfpir ablate --config examples/gamma.yaml --dry-run
  dfpir ablate --config examples/gamma.yaml
  dfpir ablate --preset table3a-small --root data/ -o runs/table3a-small

On several machines that share a folder:
  dfpir ablate worker --queue redis://server --folder /shared/trials --root data/     on each of them
  dfpir ablate --config sweep.yaml --queue redis://server                             on any of them
`

/**
 * `dfpir ablate`: trains and compares the variants of a sweep file. Ctrl-C saves the trial in hand and ends; the same
 * command line goes on with it.
 */
export function createAblateCommand(): Command {
  return new Command('ablate')
    .enablePositionalOptions() // what follows worker is the worker's
    .description('train and compare variants of a network as a YAML file says; what has ended is not run again')
    .option('--config <file>', 'the sweep file')
    .option('--preset <name>', 'a sweep by name, in place of a file')
    .option('--root <folder>', "what paths in the sweep are relative to (default: the file's folder)")
    .option('-o, --output <folder>', 'where trials and reports go, before what the file says')
    .option('--queue <url>', 'let the workers on a Redis queue run the trials, and show how far all of them are')
    .option('--dry-run', 'list the trials with an estimate of the time, and run nothing')
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
    .description('run trials from a queue until Ctrl-C, which saves the one in hand and gives it back')
    .requiredOption('--queue <url>', 'the Redis server, such as redis://server:6379')
    .requiredOption('--folder <folder>', 'what trials are kept in; all workers of the queue must share it')
    .option('--root <folder>', 'what paths in sweeps are relative to; nothing outside of it is read', '.')
    .option('--lost-after <seconds>', 'silence after which a worker is lost and its trial taken over', parseSeconds, 30)
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
