import { realpathSync } from 'node:fs'
import { basename, extname, join, resolve, sep } from 'node:path'
import { UsageError } from '@dfpir/core'
import { readFailure, walkFolder } from '@dfpir/core/node'
import picomatch from 'picomatch'
import type { FailedFile } from './failed-file.js'
import { statIfThere } from './stat-if-there.js'

/** A picture to restore. */
export interface InputFile {
  readonly path: string
  /** Its path below the folder, or below the fixed part of the pattern, that it was found with; else its name. */
  readonly below: string
}

export interface ExpandedInputs {
  readonly files: readonly InputFile[]
  /** Folders that could not be read. */
  readonly failed: readonly FailedFile[]
}

export interface ExpandInputsOptions {
  /** Extensions of the pictures in folders and patterns, in lower case, with their dots. */
  extensions: readonly string[]
  /** Where results go: not looked into when it lies inside a folder among the inputs. */
  output?: string
}

/**
 * The files that the arguments mean. A folder stands for the pictures in it and below it, a pattern (`photos/**\/*.jpg`,
 * where the shell has not resolved it) for those that it matches; hidden files and what an earlier run named
 * `*.restored.*` are left out of both. Anything else stands for itself, whether it exists or not. A file is taken once.
 *
 * @throws UsageError for a folder without pictures and for a pattern that matches none.
 */
export function expandInputs(inputs: readonly string[], options: ExpandInputsOptions): ExpandedInputs {
  const expanded = inputs.map(input => expandInput(input, options))
  const files = new Map<string, InputFile>()
  for (const file of expanded.flatMap(({ files }) => files)) {
    if (!files.has(resolve(file.path))) files.set(resolve(file.path), file)
  }
  return { files: [...files.values()], failed: expanded.flatMap(({ failed }) => failed) }
}

function expandInput(input: string, options: ExpandInputsOptions): ExpandedInputs {
  const stats = statIfThere(input)
  if (stats?.isDirectory()) return picturesBelow({ root: input, said: `the folder ${input}` }, options)
  if (stats || !isPattern(input)) return { files: [{ path: input, below: basename(input) }], failed: [] }
  const { prefix, base, glob } = picomatch.scan(sep === '/' ? input : input.replaceAll(sep, '/'))
  const search = {
    root: `${prefix}${base}` || '.',
    depth: glob.includes('**') ? undefined : glob.split('/').length,
    matches: picomatch(glob),
    said: `the pattern ${input}`,
  }
  return picturesBelow(search, options)
}

function isPattern(input: string): boolean {
  return /[*?[{]/.test(input) && picomatch.scan(input).isGlob
}

interface Search {
  root: string
  depth?: number
  /** Takes a path below the root, with slashes. */
  matches?: (below: string) => boolean
  /** How messages name it. */
  said: string
}

function picturesBelow(
  { root, depth, matches = () => true, said }: Search,
  { extensions, output }: ExpandInputsOptions,
): ExpandedInputs {
  const { files, unreadable } = walkFolder(root, { depth, without: outputInside(root, output) })
  const isPicture = (path: string) =>
    extensions.includes(extname(path).toLowerCase()) && !/\.restored\.\w+$/.test(path) && matches(path)
  const found = files.filter(isPicture).map(below => ({ path: join(root, below), below }))
  const failed = unreadable.map(({ folder, cause }) => ({ input: folder, error: readFailure(folder, cause) }))
  if (found.length > 0 || failed.length > 0) return { files: found, failed }
  throw new UsageError(`there are no pictures in ${said}`, { hint: `Pictures end in one of: ${extensions.join(' ')}` })
}

/** The real path of the output folder; nothing when there is none or it is the folder of the inputs itself. */
function outputInside(root: string, output: string | undefined): string | undefined {
  if (output === undefined || !statIfThere(output)?.isDirectory()) return undefined
  const real = realpathSync(output)
  return statIfThere(root) && real !== realpathSync(root) ? real : undefined
}
