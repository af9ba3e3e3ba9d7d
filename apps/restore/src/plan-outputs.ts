import { existsSync, statSync } from 'node:fs'
import { basename, dirname, extname, format, join, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'

/** A file to restore and where the result goes. */
export interface Job {
  readonly input: string
  readonly output: string
}

export interface PlanOutputsOptions {
  /** What `-o` says: a file (for one input) or a folder. */
  output?: string
  /** Whether existing files may be replaced. */
  force?: boolean
  /** File name extensions that can be written, with their dots; other inputs become PNG. */
  writable: readonly string[]
}

/**
 * Where each restored picture goes: the file that was named; the input's name in the folder that was named; or, where
 * nothing was, `photo.restored.jpg` beside `photo.jpg`.
 *
 * @throws UsageError, before anything is done, when a file would replace its own input, another output, or an existing
 * file without `force`, or when several inputs would go to one file.
 */
export function planOutputs(inputs: readonly string[], options: PlanOutputsOptions): Job[] {
  const jobs = inputs.map(input => ({ input, output: outputFor(input, inputs.length, options) }))
  checkOwnInputs(jobs)
  checkCollisions(jobs)
  if (!options.force) checkExisting(jobs)
  return jobs
}

function outputFor(input: string, count: number, { output, writable }: PlanOutputsOptions): string {
  const { dir, name, ext } = { dir: dirname(input), name: basename(input, extname(input)), ext: extname(input) }
  const kept = writable.includes(ext.toLowerCase()) ? ext : '.png'
  if (output === undefined) return format({ dir, name: `${name}.restored`, ext: kept })
  if (isFolder(output)) return join(output, `${name}${kept}`)
  if (count > 1) {
    const hint = 'Name a folder, for example with a slash at its end.'
    throw new UsageError(`${count} pictures cannot all be written to ${output}`, { hint })
  }
  if (!writable.includes(extname(output).toLowerCase())) {
    throw new UsageError(`cannot write ${output}: the kind of file is not known`, {
      hint: `Use one of: ${writable.join(' ')}`,
    })
  }
  return output
}

/** An existing folder, or a new one: named with a slash at its end or without an extension. */
function isFolder(path: string): boolean {
  if (existsSync(path)) return statSync(path).isDirectory()
  return /[/\\]$/.test(path) || extname(path) === ''
}

function checkOwnInputs(jobs: readonly Job[]): void {
  const inputs = new Set(jobs.map(({ input }) => fileIdentity(input)))
  const own = jobs.find(({ output }) => inputs.has(fileIdentity(output)))
  if (!own) return
  throw new UsageError(`${own.output} is an input and would be overwritten`, { hint: 'Choose another output with -o.' })
}

/** Tells whether two paths are one file, links included; a path that does not exist stands for itself. */
function fileIdentity(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true })
  return stats ? `${stats.dev}:${stats.ino}` : resolve(path)
}

function checkCollisions(jobs: readonly Job[]): void {
  const seen = new Map<string, string>()
  for (const { input, output } of jobs) {
    const other = seen.get(resolve(output))
    if (other !== undefined) throw new UsageError(`both ${other} and ${input} would be written to ${output}`)
    seen.set(resolve(output), input)
  }
}

function checkExisting(jobs: readonly Job[]): void {
  const existing = jobs.filter(({ output }) => existsSync(output)).map(({ output }) => output)
  if (existing.length === 0) return
  const more = existing.length > 1 ? ` and ${existing.length - 1} more` : ''
  throw new UsageError(`${existing[0]}${more} already exists`, { hint: 'Add --force to overwrite.' })
}
