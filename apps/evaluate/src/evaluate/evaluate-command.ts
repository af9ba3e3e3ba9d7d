import { tasks } from '@dfpir/core'
import type { Protocol, SuiteName } from '@dfpir/evaluation'
import { addEngineOptions, addTilingOptions, parseCount, parseSeed, parseSigma } from '@dfpir/terminal'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { EvaluateDenoiseOptions, EvaluatePairsOptions, EvaluateSuiteOptions } from './run-evaluation.js'

const suiteSummaries: Readonly<Record<SuiteName, string>> = {
  table1: "the paper's Table 1: SOTS, Rain100L, CBSD68 with noise of σ 15, 25 and 50, and their average",
  table2: "the paper's Table 2: SOTS, Rain100L, CBSD68 with noise of σ 25, GoPro, LOL, and their average",
  'single-task': 'SOTS, Rain100L, CBSD68 and Urban100 with noise of σ 15, 25 and 50',
}

const examples = `
Examples:
  dfpir evaluate denoise --data CBSD68/ --sigma 25
  dfpir evaluate pairs --input Rain100L/input --target Rain100L/target --task derain --json
  dfpir evaluate denoise --data CBSD68/ --sigma 25 --blind
  dfpir evaluate table1 --root data/ -o results/
  dfpir evaluate table1 --root data/ --model runs/a/model --model runs/b/model
`

/** `dfpir evaluate`: restores pictures that have clean originals, and measures PSNR and SSIM. */
export function createEvaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('measure PSNR and SSIM on pictures that have clean originals')
    .addCommand(pairsCommand())
    .addCommand(denoiseCommand())
    .addHelpText('after', examples)
  for (const name of Object.keys(suiteSummaries) as SuiteName[]) command.addCommand(suiteCommand(name))
  return command
}

function pairsCommand(): Command {
  const command = new Command('pairs')
    .description('restore the pictures of one folder and compare them with the pictures of the same names in another')
    .requiredOption('--input <folder>', 'the degraded pictures')
    .requiredOption('--target <folder>', 'the clean pictures')
    .addOption(
      new Option('--task <name>', 'the damage in the inputs, or auto to detect it (default: denoise)').choices([
        ...tasks,
        'auto',
      ]),
    )
    .option(
      '--sigma <n>',
      'for denoise, the standard deviation of the noise, 0 to 255 (default: estimated)',
      parseSigma,
    )
  return addSharedOptions(addCropOption(command)).action(async (options: EvaluatePairsOptions) => {
    const { evaluatePairs } = await import('./run-evaluation.js') // brings tfjs and sharp: not needed for --help
    await evaluatePairs(options)
  })
}

function denoiseCommand(): Command {
  const command = new Command('denoise')
    .description('add Gaussian noise to clean pictures, restore them, and compare them with the originals')
    .requiredOption('--data <folder>', 'the clean pictures')
    .requiredOption('--sigma <n>', 'standard deviation of the noise, 0 to 255', parseSigma)
  return addSharedOptions(addSeedOption(addCropOption(command))).action(async (options: EvaluateDenoiseOptions) => {
    const { evaluateDenoise } = await import('./run-evaluation.js')
    await evaluateDenoise(options)
  })
}

function suiteCommand(name: SuiteName): Command {
  const command = new Command(name)
    .description(`measure on ${suiteSummaries[name]}; missing data sets are reported and skipped`)
    .requiredOption('--root <folder>', 'the folder that contains the data sets, or one above it')
  return addSharedOptions(addSeedOption(command), 'released').action(async (options: EvaluateSuiteOptions) => {
    const { evaluateSuite } = await import('./run-evaluation.js')
    await evaluateSuite(name, options)
  })
}

function addCropOption(command: Command): Command {
  return command.option(
    '--crop <n>',
    'crop each picture around its centre to sides that are multiples of n (default: 16 with --protocol released, else 1)',
    parseCount,
  )
}

function addSeedOption(command: Command): Command {
  return command.option(
    '--seed <n>',
    "seed of the noise; a picture's noise depends on the seed and the picture's name",
    parseSeed,
    0,
  )
}

const protocolHelp =
  'released: whole pictures and unrounded values, as published scores; files: as dfpir restore writes them'

function addSharedOptions(command: Command, protocol: Protocol = 'files'): Command {
  const named = command.option(
    '--model <[label=]id|folder|file>',
    'the weights (default: those that ship with dfpir); repeat the option to compare several',
    collect,
  )
  return addEngineOptions(addTilingOptions(named, 'auto; off with --protocol released'))
    .addOption(new Option('--protocol <name>', protocolHelp).choices(['released', 'files']).default(protocol))
    .option('--luma', 'also measure on luma only, as deraining papers do')
    .option('--blind', 'also let the detector choose what to repair in each picture, and compare')
    .option('-o, --output <folder>', 'also write results.json, pictures.csv, table.md, table.tex and page.html into it')
    .option('--views <n>', 'number of pictures per data set in page.html', parseViews, 24)
    .option('-f, --force', 'overwrite existing results')
    .option('--json', 'print one JSON object as the last line of stdout')
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value]
}

function parseViews(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 0 to 9999.')
}
