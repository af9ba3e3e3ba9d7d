import { existsSync } from 'node:fs'
import { dirname, extname, join, parse, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'
import { extensionOfFormat, formatOfPath, type ImageFormat, isImagePath } from '@dfpir/images'
import { checkInside } from './check-inside.js'
import type { InputFile } from './expand-inputs.js'
import { statIfThere } from './stat-if-there.js'

/** A file to restore and the path of its result. */
export interface Job {
  readonly input: string
  readonly output: string
}

export interface PlanOutputsOptions {
  /** The value of `-o`: a file (for one input) or a folder. */
  output?: string
  /**
   * The format of the results.
   *
   * @default the format of the output's or the input's extension, otherwise PNG
   */
  format?: ImageFormat
  /** Whether existing files may be replaced. */
  force?: boolean
  /** Whether to skip pictures whose results exist. */
  skipExisting?: boolean
}

/** The files to restore, and those skipped because their results exist. */
export interface OutputPlan {
  readonly jobs: readonly Job[]
  readonly skipped: readonly Job[]
}

/**
 * Decides where each restored picture goes: to the given file, to the input's relative path below the given folder, or
 * by default to `photo.restored.jpg` beside `photo.jpg`.
 *
 * @throws UsageError if a file would replace an input, another output, or an existing file without `force`, if it would
 * be outside the given folder, or if several inputs would be written to one file
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

/** True for an existing folder, and for a new path that ends in a slash or has no extension. */
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

/** The input's own extension if it belongs to the format. */
function extensionFor(path: string, { format = isImagePath(path) ? undefined : 'png' }: PlanOutputsOptions): string {
  if (format === undefined || (isImagePath(path) && formatOfPath(path) === format)) return extname(path)
  return extensionOfFormat(format)
}

function checkFile(output: string, count: number, format: ImageFormat | undefined): void {
  if (count > 1) {
    const hint = 'Use a folder instead, such as a path that ends in a slash.'
    throw new UsageError(`${count} pictures cannot all be written to ${output}`, { hint })
  }
  const named = formatOfPath(output)
  if (format === undefined || named === format) return
  throw new UsageError(`${output} has the extension of a ${named} file, but --format is ${format}`, {
    hint: `Omit --format, or name the file ${parse(output).name}${extensionOfFormat(format)}.`,
  })
}

function checkOwnInputs(jobs: readonly Job[]): void {
  const inputs = new Set(jobs.map(({ input }) => fileIdentity(input)))
  const own = jobs.find(({ output }) => inputs.has(fileIdentity(output)))
  if (!own) return
  throw new UsageError(`${own.output} is an input and would be overwritten`, { hint: 'Choose another output with -o.' })
}

/** A key that is equal for two paths of one file, even through links. A missing file's key is its path. */
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
        hint: 'Pass the folder that contains both, or a quoted pattern: -o then keeps the directory tree below it.',
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
