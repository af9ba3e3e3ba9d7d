import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'
import { formatOfPath, type ImageFormat, readableExtensions } from '@dfpir/images'
import { checkInside, checkWritable, expandInputs, type FailedFile, planOutputs } from '@dfpir/terminal'
import type { Recipe } from './recipe.js'

/** A photograph and the paths of its degraded copies. */
export interface PictureJob {
  readonly input: string
  /** Determines its randomness: its path below the named folder, or its file name. */
  readonly name: string
  /** One path for each recipe. */
  readonly outputs: readonly string[]
}

export interface CopyPlan {
  readonly jobs: readonly PictureJob[]
  /** Folders that could not be read. */
  readonly failed: readonly FailedFile[]
  /** Path of the file that records the drawn parameters. */
  readonly record: string
}

export interface PlanCopiesOptions {
  /** The folder of the results. */
  output: string
  format: ImageFormat
  contactSheet?: string
  force?: boolean
}

/**
 * Decides where every result goes before any work begins.
 *
 * @throws UsageError if there are no pictures, or if a file would replace an input, another output or, without `force`,
 * an existing file; EnvironmentError if the folder cannot be written.
 */
export function planCopies(
  inputs: readonly string[],
  recipes: readonly Recipe[],
  options: PlanCopiesOptions,
): CopyPlan {
  const { output, format, contactSheet, force = false } = options
  const extensions = readableExtensions.map(extension => `.${extension}`)
  const { files, failed } = expandInputs(inputs, { extensions, output })
  checkWritable(output)
  const plans = recipes.map(({ folder }) => {
    return planOutputs(files, { output: join(output, folder, '/'), format, force: true }).jobs
  })
  const jobs = files.map(({ path, below }, index) => {
    return { input: path, name: below, outputs: plans.map(plan => plan[index].output) }
  })
  for (const file of jobs.flatMap(job => job.outputs)) checkInside(output, file)
  const record = join(output, 'degradations.json')
  checkSheet(contactSheet, [record, ...jobs.flatMap(job => [job.input, ...job.outputs])])
  if (!force) checkAbsent([...jobs.flatMap(job => job.outputs), record, ...(contactSheet ? [contactSheet] : [])])
  return { jobs, failed, record }
}

function checkSheet(path: string | undefined, taken: readonly string[]): void {
  if (path === undefined) return
  formatOfPath(path)
  if (!taken.some(other => resolve(other) === resolve(path))) return
  throw new UsageError(`${path} is an input or another output`, { hint: 'Name another file for the contact sheet.' })
}

function checkAbsent(paths: readonly string[]): void {
  const existing = paths.filter(path => existsSync(path))
  if (existing.length === 0) return
  const more = existing.length > 1 ? ` and ${existing.length - 1} more exist` : ' exists'
  throw new UsageError(`${existing[0]}${more}`, { hint: 'Overwrite with --force, or choose another folder with -o.' })
}
