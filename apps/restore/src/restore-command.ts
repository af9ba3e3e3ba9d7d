import { type Task, tasks } from '@dfpir/core'
import { Command, Option } from 'commander'
import { addEngineOptions, addModelOptions, type EngineOptions, type ModelOptions } from './engine-options.js'
import { interruptible } from './interruptible.js'
import { parseQuality, parseSigma } from './parse-options.js'
import { PartialFailure } from './partial-failure.js'
import { peakRssBytes, printJson } from './print-json.js'

/** The options of `dfpir restore` as commander hands them over. */
export interface RestoreCommandOptions extends EngineOptions, ModelOptions {
  output?: string
  task?: Task
  prompt?: string
  sigma?: number
  quality?: number
  force?: boolean
  json?: boolean
}

const examples = `
Examples:
  dfpir restore photo.jpg                          noise of unknown strength → photo.restored.jpg
  dfpir restore photo.jpg -o clean.png --task derain
  dfpir restore *.jpg -o restored/ --sigma 25
  dfpir restore big.tif --memory 2GB --json
`

/** `dfpir restore`: restores pictures; see `--help`. */
export function createRestoreCommand(): Command {
  const command = new Command('restore')
    .description('restore photographs: remove noise, rain, haze or blur, or brighten them')
    .argument('<input...>', 'pictures (JPEG, PNG, WebP, TIFF, AVIF) or folders of them')
    .option('-o, --output <file|folder>', 'where to write (default: photo.restored.jpg beside photo.jpg)')
    .addOption(new Option('--task <name>', 'what to repair (default: denoise)').choices(tasks))
    .option('--prompt <text>', "one of the model's prompts, by its text or name")
    .option('--sigma <n>', 'standard deviation of the noise, 0 to 255 (default: estimated)', parseSigma)
    .option('--quality <n>', 'quality of JPEG, WebP and AVIF files, 1 to 100', parseQuality)
    .option('-f, --force', 'overwrite existing files')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(run)
  return addEngineOptions(addModelOptions(command))
}

async function run(inputs: string[], options: RestoreCommandOptions): Promise<void> {
  const { restoreFiles } = await import('./restore-files.js') // brings tfjs and sharp: not needed for --help
  const { files, failed } = await interruptible(signal => restoreFiles(inputs, { ...options, signal }))
  if (options.json) printJson({ files, failed, peakRssBytes: peakRssBytes() })
  if (failed.length > 0) throw new PartialFailure(failed.length, files.length + failed.length)
}
