import { percent } from '@dfpir/detector'
import { interruptible, PartialFailure, parseThreads, printJson } from '@dfpir/terminal'
import { Command } from 'commander'
import type { DetectedFile, DetectFilesResult } from './detect-files.js'

/** The options of `dfpir detect` as commander hands them over. */
export interface DetectCommandOptions {
  threads?: number
  json?: boolean
}

const examples = `
Examples:
  dfpir detect photo.jpg
  dfpir detect photos/ --json
  dfpir detect 'photos/**/*.jpg'

A line says what is most probably the matter, how likely that is, and what to do, as dfpir restore --task auto does it where
its model has a prompt for the task. denoise, derain, dehaze, deblur and lowlight are what can be repaired; clean is a picture with nothing
wrong; unknown is something else, such as a picture out of focus, a poor JPEG, or several faults at once.
Exit code: 0 done, 1 some or all could not be read, 2 wrong usage, 130 stopped with Ctrl-C.
`

/** `dfpir detect`: tells what is wrong with pictures; see `--help`. */
export function createDetectCommand(): Command {
  return new Command('detect')
    .description('tell what is wrong with photographs: noise and its level, rain, haze, motion blur, darkness, nothing')
    .argument('<input...>', 'pictures (JPEG, PNG, WebP, TIFF, AVIF, BMP), folders, or patterns in quotes')
    .option('--threads <n>', 'threads of the engine (default: as many as the machine offers)', parseThreads)
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
  throw total === 1 ? failed[0].error : new PartialFailure(failed, total, 'looked at')
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
