import { dirname } from 'node:path'
import { type Task, UsageError } from '@dfpir/core'
import type { Condition, Detection, Detector } from '@dfpir/detector'
import { type ImageFormat, readableExtensions } from '@dfpir/images'
import { Restorer, selectPrompt } from '@dfpir/inference'
import {
  checkWritable,
  type EngineOptions,
  type ExpandedInputs,
  expandInputs,
  type FailedFile,
  type InputFile,
  installReporter,
  isFolder,
  type Job,
  type ModelOptions,
  modelLocation,
  type OutputPlan,
  planOutputs,
} from '@dfpir/terminal'
import { checkPromptOptions, isBlind, type PromptOptions, readPrompt, type SettledPrompt } from './read-prompt.js'
import { RestoreBatch } from './restore-batch.js'
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
  /** What was found in the picture, where it was looked at. */
  readonly detection?: { readonly condition: Condition; readonly confidence: number }
  /** How sure it is that a free text means the prompt, 0 … 1. */
  readonly promptConfidence?: number
}

/** A picture that was looked at and not restored. */
export interface LeftAloneFile extends Pick<Detection, 'condition' | 'confidence' | 'probabilities'> {
  readonly input: string
  readonly reason: string
}

export interface RestoreFilesResult {
  readonly files: readonly RestoredFile[]
  readonly leftAlone: readonly LeftAloneFile[]
  readonly failed: readonly FailedFile[]
  /** Pictures that were left out because their results exist. */
  readonly skipped: readonly Job[]
  /** What ran the network; absent when there was nothing to do. */
  readonly engine?: string
  readonly precision: string
  /** Why the work ended early: what the signal was aborted with. */
  readonly stopped?: unknown
}

export interface RestoreFilesOptions extends EngineOptions, ModelOptions, PromptOptions {
  /** The file or folder of the results; beside the inputs where none is named. */
  output?: string
  format?: ImageFormat
  quality?: number
  force?: boolean
  skipExisting?: boolean
  /** Whether stdout is kept for JSON. */
  json?: boolean
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
  checkPromptOptions(options)
  const { jobs, skipped, failed } = plan(inputs, options)
  if (jobs.length === 0) return { files: [], leftAlone: [], failed, skipped, precision }
  const tools = await openTools(options)
  try {
    const batch = new RestoreBatch(tools, jobs.length, options)
    const stopped = await batch.run(jobs)
    const { files, leftAlone } = batch
    const engine = tools.restorer.engineName
    return { files, leftAlone, failed: [...failed, ...batch.failed], skipped, engine, precision, stopped }
  } finally {
    await Promise.all([tools.restorer.dispose(), tools.detector?.dispose()])
  }
}

/** What a batch works with. */
export interface RestoreTools {
  readonly restorer: Restorer
  /** Looks at each picture; without one, `said` holds for all. */
  readonly detector?: Detector
  readonly said: SettledPrompt
}

async function openTools(options: RestoreFilesOptions): Promise<RestoreTools> {
  const restorer = await openRestorer(options)
  try {
    const blind = isBlind(options) && restorer.prompts.length > 0
    const said = blind ? {} : await readPrompt(restorer.prompts, options)
    if (!blind) await selectPrompt(restorer.prompts, said, async () => 0) // a wrong prompt is wrong for all pictures
    return { restorer, said, detector: blind ? await openDetector(options) : undefined }
  } catch (error) {
    await restorer.dispose()
    throw error
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

async function openDetector({ threads }: RestoreFilesOptions): Promise<Detector> {
  const { Detector } = await import('@dfpir/detector') // of no use where the task is told
  return Detector.load({ threads })
}

async function openRestorer(options: RestoreFilesOptions): Promise<Restorer> {
  const onWarning = (message: string) => process.stderr.write(`note: ${message}\n`)
  const location = await modelLocation(options.model, options.signal)
  const restorer = await Restorer.fromPretrained(location, { ...options, onInstall: installReporter(), onWarning })
  if (options.engine === 'auto') process.stderr.write(`engine: ${restorer.engineName} (${options.precision})\n`)
  return restorer
}
