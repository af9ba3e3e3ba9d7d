import { dirname } from 'node:path'
import { type Task, UsageError } from '@dfpir/core'
import { readableExtensions } from '@dfpir/images'
import { Restorer, selectPrompt } from '@dfpir/inference'
import { checkWritable } from './check-writable.js'
import { type ExpandedInputs, expandInputs, type FailedFile, type InputFile } from './expand-inputs.js'
import { installReporter } from './install-reporter.js'
import { modelLocation } from './model-location.js'
import { isFolder, type Job, type OutputPlan, planOutputs } from './plan-outputs.js'
import { RestoreBatch } from './restore-batch.js'
import type { RestoreCommandOptions } from './restore-command.js'
import { standardStream, standardStreams } from './standard-streams.js'

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
  /** The noise that was found in the picture, on the scale 0 … 255; absent where it was not looked for. */
  readonly noise?: number
}

export interface RestoreFilesResult {
  readonly files: readonly RestoredFile[]
  readonly failed: readonly FailedFile[]
  /** Pictures that were left out because their results exist. */
  readonly skipped: readonly Job[]
  /** What ran the network; absent when there was nothing to do. */
  readonly engine?: string
  readonly precision: string
  /** Why the work ended early: what the signal was aborted with. */
  readonly stopped?: unknown
}

export interface RestoreFilesOptions extends RestoreCommandOptions {
  signal?: AbortSignal
}

const extensions = readableExtensions.map(extension => `.${extension}`)

/**
 * Restores files one after the other. Where each result goes is settled first, so that wrong usage is found before
 * anything is done; a file that cannot be read or written is remembered and the others are still restored.
 */
export async function restoreFiles(
  inputs: readonly string[],
  options: RestoreFilesOptions,
): Promise<RestoreFilesResult> {
  const { precision } = options
  const { jobs, skipped, failed } = plan(inputs, options)
  if (jobs.length === 0) return { files: [], failed, skipped, precision }
  const restorer = await openRestorer(options)
  try {
    await selectPrompt(restorer.prompts, options, async () => 0) // a wrong prompt is wrong for all pictures
    const batch = new RestoreBatch(restorer, jobs.length, options)
    const stopped = await batch.run(jobs)
    const { engineName: engine } = restorer
    return { files: batch.files, failed: [...failed, ...batch.failed], skipped, engine, precision, stopped }
  } finally {
    await restorer.dispose()
  }
}

interface Plan extends OutputPlan {
  readonly failed: readonly FailedFile[]
}

function plan(inputs: readonly string[], options: RestoreFilesOptions): Plan {
  const { output } = options
  const { stdin, stdout } = standardStreams(inputs, options)
  const { files, failed } = stdin ? fromStdin : expandInputs(inputs, { extensions, output })
  if (stdout) return { jobs: [{ input: onlyOne(files).path, output: standardStream }], skipped: [], failed }
  if (output !== undefined) {
    const folder = isFolder(output)
    if (stdin && folder) throw new UsageError(`${output} is a folder, and what comes from stdin has no name`)
    checkWritable(folder ? output : dirname(output))
  }
  return { ...planOutputs(files, options), failed }
}

const fromStdin: ExpandedInputs = { files: [{ path: standardStream, below: standardStream }], failed: [] }

function onlyOne(files: readonly InputFile[]): InputFile {
  if (files.length === 1) return files[0]
  throw new UsageError(`${files.length} pictures cannot all be written to stdout`)
}

async function openRestorer(options: RestoreFilesOptions): Promise<Restorer> {
  const onWarning = (message: string) => process.stderr.write(`note: ${message}\n`)
  const location = await modelLocation(options.model, options.signal)
  const restorer = await Restorer.fromPretrained(location, { ...options, onInstall: installReporter(), onWarning })
  if (options.engine === 'auto') process.stderr.write(`engine: ${restorer.engineName} (${options.precision})\n`)
  return restorer
}
