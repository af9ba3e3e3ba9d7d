import { basename } from 'node:path'
import { DfpirError, type Task, UsageError } from '@dfpir/core'
import { formatDuration, Progress } from '@dfpir/core/node'
import { decodePicture, imageExtensions, writePicture } from '@dfpir/images'
import { Restorer } from '@dfpir/inference'
import { expandInputs } from './expand-inputs.js'
import { installReporter } from './install-reporter.js'
import { modelLocation } from './model-location.js'
import { type Job, planOutputs } from './plan-outputs.js'
import type { RestoreCommandOptions } from './restore-command.js'
import { printError } from './run-command.js'

/** A restored file, as `--json` reports it. */
export interface RestoredFile {
  readonly input: string
  readonly output: string
  readonly width: number
  readonly height: number
  /** Reading and writing included. */
  readonly seconds: number
  readonly tiles: number
  readonly task: Task
  /** The name of the prompt that was used, such as `denoise-25`. */
  readonly prompt: string
}

/** A file that could not be restored. */
export interface FailedFile {
  readonly input: string
  readonly error: string
}

export interface RestoreFilesResult {
  readonly files: readonly RestoredFile[]
  readonly failed: readonly FailedFile[]
}

export interface RestoreFilesOptions extends RestoreCommandOptions {
  signal?: AbortSignal
}

const extensions = imageExtensions.map(extension => `.${extension}`)

/**
 * Restores files one after the other. Where each result goes is settled first, so that wrong usage is found before
 * anything is done; a file that cannot be read or written is reported and the others are still restored.
 */
export async function restoreFiles(
  inputs: readonly string[],
  options: RestoreFilesOptions,
): Promise<RestoreFilesResult> {
  const jobs = planOutputs(expandInputs(inputs, extensions), { ...options, writable: extensions })
  const location = modelLocation(options.model)
  const restorer = await Restorer.fromPretrained(location, { ...options, onInstall: installReporter() })
  const files: RestoredFile[] = []
  const failed: FailedFile[] = []
  try {
    for (const job of jobs) {
      const result = await restoreFile(restorer, job, options).catch(reportFailure(job))
      if ('error' in result) failed.push(result)
      else files.push(result)
    }
  } finally {
    await restorer.dispose()
  }
  return { files, failed }
}

async function restoreFile(
  restorer: Restorer,
  { input, output }: Job,
  { task, prompt, sigma, quality, json, signal }: RestoreFilesOptions,
): Promise<RestoredFile> {
  const begun = performance.now()
  const original = await decodePicture(input)
  const onProgress = tileProgress(basename(input))
  const restored = await restorer.restore(original, { task, prompt, sigma, signal, onProgress })
  await writePicture(output, restored.picture, { quality })
  const { width, height } = original
  const seconds = (performance.now() - begun) / 1000
  const file = { input, output, width, height, seconds, tiles: restored.tiles, task: restored.task }
  if (!json) process.stdout.write(`${describe(file, restored.prompt)}\n`)
  return { ...file, prompt: restored.prompt }
}

/** Shows how far a picture is; its line ends with the last tile. */
function tileProgress(name: string): (done: number, total: number) => void {
  let progress: Progress | undefined
  return (done, total) => {
    progress ??= new Progress({ unit: total === 1 ? 'tile' : 'tiles', total })
    progress.update(done, name)
    if (done === total) progress.finish()
  }
}

function describe({ input, output, width, height, seconds, tiles }: Omit<RestoredFile, 'prompt'>, prompt: string) {
  const how = tiles === 1 ? prompt : `${prompt}, ${tiles} tiles`
  return `${input} → ${output} (${width}×${height}, ${how}, ${formatDuration(seconds)})`
}

/** Wrong usage and interrupts end the command; what is wrong with one file is printed and remembered. */
function reportFailure({ input }: Job): (error: unknown) => FailedFile {
  return error => {
    if (!DfpirError.isInstance(error) || error instanceof UsageError) throw error
    printError(error)
    return { input, error: error.message }
  }
}
