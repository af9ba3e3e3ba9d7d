import { Command } from 'commander'
import type { CheckOptions } from './run-datasets.js'

const examples = `
Examples:
  dfpir datasets layouts
  dfpir datasets check data/GoPro
  dfpir datasets check data/BSD400 --layout bsd400 --json
`

/** `dfpir datasets`: checks data sets before a training or an evaluation. */
export function createDatasetsCommand(): Command {
  return new Command('datasets')
    .description('check data sets before you train or evaluate on them')
    .addCommand(checkCommand())
    .addCommand(layoutsCommand())
    .addHelpText('after', examples)
}

function checkCommand(): Command {
  return new Command('check')
    .description('show what a data set contains, and list files that are invalid or have no partner')
    .argument('<folder>', 'the folder of the data set')
    .option('--layout <name>', 'layout of its files (default: detected); run dfpir datasets layouts for a list')
    .option('--json', 'print one JSON object as the last line of stdout')
    .action(async (folder: string, options: CheckOptions) => {
      const { runCheck } = await import('./run-datasets.js') // brings sharp: not needed for --help
      await runCheck(folder, options)
    })
}

function layoutsCommand(): Command {
  return new Command('layouts').description('list the supported layouts').action(async () => {
    const { runLayouts } = await import('./run-datasets.js')
    runLayouts()
  })
}
