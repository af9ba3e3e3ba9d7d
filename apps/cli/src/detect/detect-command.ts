import { percent } from '@dfpir/detector'
import { interruptible, PartialFailure, parseThreads, printJson } from '@dfpir/terminal'
import { Command } from 'commander'
import type { DetectedFile, DetectFilesResult } from './detect-files.js'

/** The options of `dfpir detect` as commander parses them. */
export interface DetectCommandOptions {
  threads?: number
  json?: boolean
}

const examples = `
Examples:
  dfpir detect photo.jpg
  dfpir detect photos/ --json
  dfpir detect 'photos/**/*.jpg'

For each picture, the command prints the most probable condition, its probability, and what dfpir restore --task auto would
do if its model has a prompt for the task. Restoring can repair denoise, derain, dehaze, deblur and lowlight. clean means
no damage. unknown means something else: a picture out of focus, a poor JPEG, or not a photograph.
Exit codes: 0 success, 1 some or all pictures could not be read, 2 wrong usage, 130 stopped by Ctrl-C.
`

/** `dfpir detect`: detects the damage in pictures; see `--help`. */
export function createDetectCommand(): Command {
  return new Command('detect')
    .description('detect the damage in photographs: noise and its level, rain, haze, motion blur, darkness, or none')
    .argument('<input...>', 'pictures (JPEG, PNG, WebP, TIFF, AVIF, BMP), folders, or patterns in quotes')
    .option('--threads <n>', 'threads of the engine (default: all that are available)', parseThreads)
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(run)
}

async function run(inputs: string[], { threads, json }: DetectCommandOptions): Promise<void> {
  const { detectFiles } = await import('./detect-files.js') // not needed for --help
  const stream = json ? process.stderr : process.stdout
  const onFile = (file: DetectedFile) => stream.write(`${describe(file)}\n`)
  report(await interruptible(signal => detectFiles(inputs, { threads, signal, onFile })), json)
}

function report({ files, failed, stopped }: DetectFilesResult, json = false): void {
  if (json) printJson({ files, failed: failed.map(({ input, error }) => ({ input, error: error.message })) })
  if (stopped !== undefined) throw stopped
  if (failed.length === 0) return
  const total = files.length + failed.length
  throw total === 1 ? failed[0].error : new PartialFailure(failed, total, 'read')
}

/** `photo.jpg     denoise   97 %   sigma 24.6   to be repaired`, or `lowlight   98 %   …   to be repaired: denoise, lowlight` */
function describe({ input, condition, confidence, sigma, tasks }: DetectedFile): string {
  const level = tasks.includes('denoise') ? `sigma ${sigma.toFixed(1)}` : ''
  const action = tasks.length === 0 ? `leave alone${inDoubt(condition)}` : `to be repaired${inOrder(tasks)}`
  return `${input.padEnd(32)}  ${condition.padEnd(8)}  ${percent(confidence).padStart(5)}  ${level.padEnd(10)}  ${action}`
}

function inOrder(tasks: DetectedFile['tasks']): string {
  return tasks.length === 1 ? '' : `: ${tasks.join(', then ')}`
}

function inDoubt(condition: DetectedFile['condition']): string {
  return condition === 'clean' || condition === 'unknown' ? '' : ': not sure enough'
}
