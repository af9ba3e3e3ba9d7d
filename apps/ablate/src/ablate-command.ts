import { Command } from 'commander'

/** The options of `dfpir ablate` as commander hands them over. */
export interface AblateOptions {
  config?: string
  preset?: string
  root?: string
  output?: string
  dryRun?: boolean
  json?: boolean
}

const examples = `
Sweeps by name: table3a, table3b (the paper's data sets and protocol), table3a-small, table3b-small (BSD400 and Kodak24 below
--root, minutes on two cores).

Examples:
  dfpir ablate --config examples/gamma.yaml --dry-run
  dfpir ablate --config examples/gamma.yaml
  dfpir ablate --preset table3a-small --root data/ -o runs/table3a-small
`

/**
 * `dfpir ablate`: trains and compares the variants of a sweep file. Ctrl-C saves the trial in hand and ends; the same
 * command line goes on with it.
 */
export function createAblateCommand(): Command {
  return new Command('ablate')
    .description('train and compare variants of a network as a YAML file says; what has ended is not run again')
    .option('--config <file>', 'the sweep file')
    .option('--preset <name>', 'a sweep by name, without a file or for one that leaves keys out')
    .option('--root <folder>', "what paths in the sweep are relative to (default: the file's folder)")
    .option('-o, --output <folder>', 'where trials and reports go, before what the file says')
    .option('--dry-run', 'list the trials with an estimate of the time, and run nothing')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(async (options: AblateOptions) => {
      const { runAblate } = await import('./run-ablate.js') // brings tfjs: not needed for --help
      await runAblate(options)
    })
}
