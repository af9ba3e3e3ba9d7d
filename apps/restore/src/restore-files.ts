import { dirname } from 'node:path'
import { UsageError } from '@dfpir/core'
import { type ImageFormat, readableExtensions } from '@dfpir/images'
import { Restorer, selectPrompt } from '@dfpir/inference'
import {
  checkWritable,
  type EngineOptions,
  type ExpandedInputs,
  expandInputs,
  type FailedFile,
  type InputFile,
  isFolder,
  type Job,
  type ModelOptions,
  modelLocation,
  type OutputPlan,
  planOutputs,
} from '@dfpir/terminal'
import { checkPromptOptions, isBlind, type ReadPromptOptions, readPrompt } from './read-prompt.js'
import { type LeftAloneFile, RestoreBatch, type RestoredFileReport, type RestoreTools } from './restore-batch.js'
import { RestoreProgress } from './restore-progress.js'
import { standardStream, standardStreams } from './standard-streams.js'

export interface RestoreFilesResult {
  readonly files: readonly RestoredFileReport[]
  readonly leftAlone: readonly LeftAloneFile[]
  readonly failed: readonly FailedFile[]
  /** Pictures that were skipped because their results exist. */
  readonly skipped: readonly Job[]
  /** The engine that ran the network; absent if there was nothing to do. */
  readonly engine?: string
  readonly precision: string
  /** The abort reason of the signal, if the work ended early. */
  readonly stopped?: unknown
}

export interface RestoreFilesOptions extends EngineOptions, ModelOptions, ReadPromptOptions {
  /** File or folder for the results. @default beside the inputs */
  output?: string
  format?: ImageFormat
  quality?: number
  force?: boolean
  skipExisting?: boolean
  /** Whether stdout is reserved for JSON. */
  json?: boolean
  signal?: AbortSignal
}

const extensions = readableExtensions.map(extension => `.${extension}`)

/**
 * Restores files one by one. Decides first where every result goes, so that usage errors appear before any work begins.
 * If a file cannot be read or written, records the failure and continues.
 */
export async function restoreFiles(
  inputs: readonly string[],
  options: RestoreFilesOptions,
): Promise<RestoreFilesResult> {
  const { precision } = options
  checkPromptOptions(options)
  const { jobs, skipped, failed } = plan(inputs, options)
  if (jobs.length === 0) return { files: [], leftAlone: [], failed, skipped, precision }
  const progress = new RestoreProgress({ total: jobs.length })
  const tools = await openTools(options, progress).finally(() => progress.clear())
  await using restorer = tools.restorer
  const batch = new RestoreBatch(tools, { ...options, progress, total: jobs.length })
  const stopped = await batch.run(jobs)
  const { files, leftAlone } = batch
  const engine = restorer.engineName
  return { files, leftAlone, failed: [...failed, ...batch.failed], skipped, engine, precision, stopped }
}

async function openTools(options: RestoreFilesOptions, progress: RestoreProgress): Promise<RestoreTools> {
  const restorer = await openRestorer(options, progress)
  try {
    if (isBlind(options) && restorer.prompts.length > 0)
      return { restorer, said: { task: 'auto', sigma: options.sigma } }
    const said = await readPrompt(restorer.prompts, options)
    await selectPrompt(restorer.prompts, said, async () => 0) // an invalid prompt is invalid for all pictures
    return { restorer, said }
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
    if (stdin && folder) throw new UsageError(`${output} is a folder, but a picture from stdin has no file name`)
    checkWritable(folder ? output : dirname(output))
  }
  return { ...planOutputs(files, options), failed }
}

const fromStdin: ExpandedInputs = { files: [{ path: standardStream, below: standardStream }], failed: [] }

function onlyOne(files: readonly InputFile[]): InputFile {
  if (files.length === 1) return files[0]
  throw new UsageError(`${files.length} pictures cannot all be written to stdout`)
}

async function openRestorer(options: RestoreFilesOptions, progress: RestoreProgress): Promise<Restorer> {
  const onInstall = (message: string) => progress.show(message)
  const onWarning = (message: string) => progress.print(`note: ${message}`)
  const location = await modelLocation(options.model, options.signal)
  const restorer = await Restorer.fromPretrained(location, { ...options, onInstall, onWarning })
  if (options.engine === 'auto') progress.print(`engine: ${restorer.engineName} (${options.precision})`)
  return restorer
}
