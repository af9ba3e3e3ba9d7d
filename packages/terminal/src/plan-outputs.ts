import { existsSync } from 'node:fs'
import { dirname, extname, join, parse, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'
import { extensionOfFormat, formatOfPath, type ImageFormat, isImagePath } from '@dfpir/images'
import { checkInside } from './check-inside.js'
import type { InputFile } from './expand-inputs.js'
import { statIfThere } from './stat-if-there.js'

/** A file to restore and where the result goes. */
export interface Job {
  readonly input: string
  readonly output: string
}

export interface PlanOutputsOptions {
  /** What `-o` says: a file (for one input) or a folder. */
  output?: string
  /**
   * Format of the results.
   *
   * @default the format of the output's or the input's extension, otherwise PNG
   */
  format?: ImageFormat
  /** Whether existing files may be replaced. */
  force?: boolean
  /** Whether pictures whose results exist are left out. */
  skipExisting?: boolean
}

/** What is to be done, and what was left out because its result exists. */
export interface OutputPlan {
  readonly jobs: readonly Job[]
  readonly skipped: readonly Job[]
}

/**
 * Where each restored picture goes: the file that was named; the input's place below the folder that was named; or,
 * where nothing was, `photo.restored.jpg` beside `photo.jpg`.
 *
 * @throws UsageError, before anything is done, when a file would replace an input, another output, or an existing file
 * without `force`, when it would lie outside of the folder that was named, or when several inputs would go to one file.
 */
export function planOutputs(files: readonly InputFile[], options: PlanOutputsOptions): OutputPlan {
  const { output, force, skipExisting } = options
  const folder = output !== undefined && isFolder(output) ? output : undefined
  if (output !== undefined && folder === undefined) checkFile(output, files.length, options.format)
  const jobs = files.map(file => ({
    input: file.path,
    output: folder === undefined ? (output ?? besideInput(file, options)) : inFolder(folder, file, options),
  }))
  if (folder !== undefined) for (const job of jobs) checkInside(folder, job.output)
  checkOwnInputs(jobs)
  checkCollisions(jobs)
  const existing = force ? [] : jobs.filter(job => existsSync(job.output))
  if (existing.length > 0 && !skipExisting) throw alreadyThere(existing)
  return { jobs: jobs.filter(job => !existing.includes(job)), skipped: existing }
}

/** An existing folder, or a new one: named with a slash at its end or without an extension. */
export function isFolder(path: string): boolean {
  const stats = statIfThere(path)
  if (stats) return stats.isDirectory()
  return /[/\\]$/.test(path) || extname(path) === ''
}

function inFolder(folder: string, { below }: InputFile, options: PlanOutputsOptions): string {
  return join(folder, dirname(below), `${parse(below).name}${extensionFor(below, options)}`)
}

function besideInput({ path }: InputFile, options: PlanOutputsOptions): string {
  const { dir, name } = parse(path)
  return join(dir, `${name}.restored${extensionFor(path, options)}`)
}

/** The input's own extension where that is of the format. */
function extensionFor(path: string, { format = isImagePath(path) ? undefined : 'png' }: PlanOutputsOptions): string {
  if (format === undefined || (isImagePath(path) && formatOfPath(path) === format)) return extname(path)
  return extensionOfFormat(format)
}

function checkFile(output: string, count: number, format: ImageFormat | undefined): void {
  if (count > 1) {
    const hint = 'Name a folder, for example with a slash at its end.'
    throw new UsageError(`${count} pictures cannot all be written to ${output}`, { hint })
  }
  const named = formatOfPath(output)
  if (format === undefined || named === format) return
  throw new UsageError(`${output} is the name of a ${named} file, but --format says ${format}`, {
    hint: `Leave --format out, or name the file ${parse(output).name}${extensionOfFormat(format)}.`,
  })
}

function checkOwnInputs(jobs: readonly Job[]): void {
  const inputs = new Set(jobs.map(({ input }) => fileIdentity(input)))
  const own = jobs.find(({ output }) => inputs.has(fileIdentity(output)))
  if (!own) return
  throw new UsageError(`${own.output} is an input and would be overwritten`, { hint: 'Choose another output with -o.' })
}

/** Tells whether two paths are one file, links included; a path that does not exist stands for itself. */
function fileIdentity(path: string): string {
  const stats = statIfThere(path)
  return stats ? `${stats.dev}:${stats.ino}` : resolve(path)
}

function checkCollisions(jobs: readonly Job[]): void {
  const seen = new Map<string, string>()
  for (const { input, output } of jobs) {
    const other = seen.get(resolve(output))
    if (other !== undefined) {
      throw new UsageError(`both ${other} and ${input} would be written to ${output}`, {
        hint: 'Name the folder that holds both, or a pattern in quotes: the tree below it is kept under -o.',
      })
    }
    seen.set(resolve(output), input)
  }
}

function alreadyThere(existing: readonly Job[]): UsageError {
  const more = existing.length > 1 ? ` and ${existing.length - 1} more` : ''
  const verb = existing.length > 1 ? 'exist' : 'exists'
  return new UsageError(`${existing[0].output}${more} already ${verb}`, {
    hint: 'Add --force to overwrite, or --skip-existing to restore only the others.',
  })
}
