import { tasks } from '@dfpir/core'
import type { ImageFormat } from '@dfpir/images'
import {
  addEngineOptions,
  addModelOptions,
  interruptible,
  PartialFailure,
  parseQuality,
  parseSigma,
  peakRssBytes,
  printJson,
} from '@dfpir/terminal'
import { Command, Option } from 'commander'
import type { RestoreFilesOptions, RestoreFilesResult } from './restore-files.js'

const formats: readonly ImageFormat[] = ['jpeg', 'png', 'webp', 'tiff', 'avif']

const examples = `
Examples:
  dfpir restore photo.jpg                          detects the damage → photo.restored.jpg
  dfpir restore photo.jpg -o clean.png --task derain
  dfpir restore photo.jpg --prompt "remove the rain from my holiday picture"
  dfpir restore photos/ -o restored/ --sigma 25    a folder and its subfolders
  dfpir restore 'photos/**/*.tif' -o web/ --format webp --quality 90
  dfpir restore photos/ -o restored/ --skip-existing
  dfpir restore big.tif --memory 2GB --json
  dfpir restore - < photo.jpg > clean.jpg

Without --task, --prompt and --sigma, the detector decides what to repair in each picture. Pictures that look clean, and
those that the detector is unsure about, are reported and not changed.
Folders and patterns keep their directory structure under -o. If one file fails, the others are still restored.
Exit codes: 0 success, 1 some or all pictures failed, 2 wrong usage, 130 stopped by Ctrl-C,
141 the reader of the output closed it.
`

/** `dfpir restore`: restores pictures; see `--help`. */
export function createRestoreCommand(): Command {
  const command = new Command('restore')
    .description('restore photographs: remove noise, rain, haze or blur, or brighten them')
    .argument('<input...>', 'pictures (JPEG, PNG, WebP, TIFF, AVIF, BMP), folders, patterns in quotes, or - for stdin')
    .option('-o, --output <file|folder>', 'where to write, - for stdout (default: photo.restored.jpg beside photo.jpg)')
    .addOption(
      new Option('--task <name>', 'what to repair (default: auto, the detected damage)').choices([...tasks, 'auto']),
    )
    .option('--prompt <text>', "what to repair, in English or as one of the model's prompts")
    .option('--encoder <folder|id>', 'a CLIP text model to interpret --prompt (default: match known words)')
    .option('--prompt-exact', "pass the text's own embedding to the network; for research, needs --encoder")
    .option(
      '--sigma <n>',
      'standard deviation of the noise, 0 to 255 (default: estimated); implies --task denoise',
      parseSigma,
    )
    .addOption(
      new Option(
        '--format <name>',
        "format of the results (default: from the output's extension, else the input's)",
      ).choices(formats),
    )
    .option('--quality <n>', 'quality of JPEG, WebP and AVIF files, 1 to 100', parseQuality)
    .option('-f, --force', 'overwrite existing files')
    .addOption(new Option('--skip-existing', 'skip pictures whose results exist').conflicts('force'))
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(run)
  return addEngineOptions(addModelOptions(command))
}

async function run(inputs: string[], options: RestoreFilesOptions): Promise<void> {
  const { restoreFiles } = await import('./restore-files.js') // not needed for --help
  const result = await interruptible(signal => restoreFiles(inputs, { ...options, signal }))
  report(result, options.json ?? false)
  const { files, leftAlone, failed, stopped } = result
  if (stopped !== undefined) throw stopped
  if (failed.length === 0) return
  const total = failed.length + leftAlone.length + files.length
  throw total === 1 ? failed[0].error : new PartialFailure(failed, total)
}

function report(result: RestoreFilesResult, json: boolean): void {
  const { files, leftAlone, failed, skipped, engine, precision, stopped } = result
  if (json) {
    const failures = failed.map(({ input, error }) => ({ input, error: error.message }))
    printJson({ files, leftAlone, failed: failures, skipped, engine, precision, peakRssBytes: peakRssBytes() })
    return
  }
  if (skipped.length > 0) process.stderr.write(`${skipped.length} skipped, their results exist\n`)
  if (stopped !== undefined && files.length > 0) process.stderr.write(`${files.length} restored before the stop\n`)
}
