import { kinds } from '@dfpir/degradations'
import type { ImageFormat } from '@dfpir/images'
import { interruptible, PartialFailure, parseSeed, printJson } from '@dfpir/terminal'
import { Command, Option } from 'commander'
import type { DegradedFile, DegradeFilesResult } from './degrade-files.js'
import { addParameterOptions, givenValues } from './parameter-options.js'
import { recipesFor } from './recipe.js'

/** The options of `dfpir degrade` as commander parses them, except the parameters of the degradations. */
export interface DegradeCommandOptions {
  output: string
  kind?: string
  chain?: string
  seed: number
  format: ImageFormat
  contactSheet?: string
  force?: boolean
  json?: boolean
}

const formats: readonly ImageFormat[] = ['png', 'tiff', 'webp', 'avif', 'jpeg']

const names = kinds.map(({ name }) => name)

const examples = `
Examples:
  dfpir degrade photo.jpg -o degraded/ --kind derain
  dfpir degrade photos/ -o noisy/ --kind denoise --sigma 25
  dfpir degrade photos/ -o rainy/ --kind derain --angle -20 --seed 7
  dfpir degrade 'photos/**/*.jpg' -o all/ --kind all --contact-sheet sheet.png
  dfpir degrade photos/ -o old/ --chain defocus,poisson,jpeg

Kinds:
${kinds.map(({ name, effect }) => `  ${name.padEnd(9)} ${effect}`).join('\n')}

The copies are 8-bit RGB. The same seed, file name and kind always give the same copy. degradations.json beside the copies
records the parameters of each.
Exit codes: 0 success, 1 some or all photographs failed, 2 wrong usage, 130 stopped by Ctrl-C.
`

/** `dfpir degrade`: writes degraded copies of photographs; see `--help`. */
export function createDegradeCommand(): Command {
  const command = new Command('degrade')
    .description('write degraded copies of photographs: noise, rain, haze, blur, darkness, JPEG')
    .argument('<input...>', 'photographs (JPEG, PNG, WebP, TIFF, AVIF, BMP), folders, or patterns in quotes')
    .requiredOption(
      '-o, --output <folder>',
      'where to write the copies; folders and patterns keep their directory structure',
    )
    .addOption(new Option('--kind <name>', `${names.join(', ')}, or all: one folder per kind`).conflicts('chain'))
    .option('--chain <names>', 'several kinds, applied in this order: derain,jpeg')
    .option('--seed <n>', 'seed of the random numbers', parseSeed, 0)
    .addOption(new Option('--format <name>', 'format of the copies').choices(formats).default('png'))
    .option('--contact-sheet <file>', 'also write one picture that shows the first 24 photographs beside their copies')
    .option('-f, --force', 'overwrite existing files')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(run)
  return addParameterOptions(command)
}

async function run(inputs: string[], options: DegradeCommandOptions): Promise<void> {
  const { degradeFiles } = await import('./degrade-files.js') // brings sharp: not needed for --help
  const recipes = recipesFor({ ...options, given: givenValues({ ...options }) })
  const stream = options.json ? process.stderr : process.stdout
  const onFile = (file: DegradedFile) => stream.write(`${describe(file)}\n`)
  report(await interruptible(signal => degradeFiles(inputs, recipes, { ...options, signal, onFile })), options)
}

function report({ files, failed, record, stopped }: DegradeFilesResult, { json, seed }: DegradeCommandOptions): void {
  if (json) {
    printJson({ seed, files, failed: failed.map(({ input, error }) => ({ input, error: error.message })), record })
  }
  if (stopped !== undefined) throw stopped
  if (failed.length === 0) return
  const total = new Set(files.map(({ input }) => input)).size + failed.length
  throw total === 1 ? failed[0].error : new PartialFailure(failed, total, 'degraded')
}

function describe({ input, output, degradations, psnr }: DegradedFile): string {
  const steps = degradations.map(({ kind, parameters }) => {
    const numbers = Object.entries(parameters).map(([name, value]) => `${name} ${value}`)
    return `${kind}: ${numbers.join(', ')}`
  })
  return `${input} → ${output} (${steps.join('; ')}; ${psnr === null ? 'unchanged' : `${psnr.toFixed(1)} dB`})`
}
