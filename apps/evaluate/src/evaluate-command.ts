import {
  addEngineOptions,
  addModelOptions,
  type EngineOptions,
  type ModelOptions,
  parseCount,
  parseSigma,
} from '@dfpir/app-restore'
import { type Task, tasks } from '@dfpir/core'
import { Command, InvalidArgumentError, Option } from 'commander'

/** Options that both ways of evaluating have. */
export interface EvaluateOptions extends EngineOptions, ModelOptions {
  crop: number
  /** Whether pictures are also restored by what is found in them. */
  blind?: boolean
  json?: boolean
}

/** The options of `dfpir evaluate pairs` as commander hands them over. */
export interface EvaluatePairsOptions extends EvaluateOptions {
  input: string
  target: string
  task?: Task | 'auto'
  sigma?: number
}

/** The options of `dfpir evaluate denoise` as commander hands them over. */
export interface EvaluateDenoiseOptions extends EvaluateOptions {
  data: string
  sigma: number
  seed: number
}

const examples = `
Examples:
  dfpir evaluate denoise --data CBSD68/ --sigma 25
  dfpir evaluate pairs --input Rain100L/rainy --target Rain100L/clean --task derain --json
  dfpir evaluate denoise --data CBSD68/ --sigma 25 --blind
`

/** `dfpir evaluate`: restores pictures whose clean originals are at hand, and measures how near it came. */
export function createEvaluateCommand(): Command {
  return new Command('evaluate')
    .description('measure PSNR and SSIM on pictures whose clean originals are at hand')
    .addCommand(pairsCommand())
    .addCommand(denoiseCommand())
    .addHelpText('after', examples)
}

function pairsCommand(): Command {
  const command = new Command('pairs')
    .description('restore the pictures of one folder and compare them with those of the same name in another')
    .requiredOption('--input <folder>', 'the degraded pictures')
    .requiredOption('--target <folder>', 'the clean pictures')
    .addOption(
      new Option('--task <name>', 'what happened to the inputs, or auto for what is found (default: denoise)').choices([
        ...tasks,
        'auto',
      ]),
    )
    .option('--sigma <n>', 'with noise, its standard deviation, 0 to 255 (default: estimated)', parseSigma)
  return addSharedOptions(command).action(async (options: EvaluatePairsOptions) => {
    const { evaluatePairs } = await import('./run-evaluation.js') // brings tfjs and sharp: not needed for --help
    await evaluatePairs(options)
  })
}

function denoiseCommand(): Command {
  const command = new Command('denoise')
    .description('add Gaussian noise to clean pictures, restore them and compare')
    .requiredOption('--data <folder>', 'the clean pictures')
    .requiredOption('--sigma <n>', 'standard deviation of the noise, 0 to 255', parseSigma)
    .option('--seed <n>', 'which noise; it depends on this and on the name of the picture', parseSeed, 0)
  return addSharedOptions(command).action(async (options: EvaluateDenoiseOptions) => {
    const { evaluateDenoise } = await import('./run-evaluation.js')
    await evaluateDenoise(options)
  })
}

function addSharedOptions(command: Command): Command {
  return addEngineOptions(addModelOptions(command))
    .option('--crop <n>', 'use the middle part with sides that are multiples of this; papers use 16', parseCount, 1)
    .option('--blind', 'also restore each picture by what is found in it, and compare')
    .option('--json', 'print one JSON object as the last line of stdout')
}

function parseSeed(text: string): number {
  if (/^\d+$/.test(text) && Number(text) < 2 ** 32) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.')
}
