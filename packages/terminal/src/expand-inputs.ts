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
  /** Its path relative to the folder or to the pattern's fixed part; for a single file, its name. */
  readonly below: string
}

export interface ExpandedInputs {
  readonly files: readonly InputFile[]
  /** Folders that could not be read. */
  readonly failed: readonly FailedFile[]
}

export interface ExpandInputsOptions {
  /** The extensions of pictures in folders and patterns, in lower case, with dots. */
  extensions: readonly string[]
  /** The output folder. It is skipped if it is inside an input folder. */
  output?: string
}

/**
 * Expands arguments to files. A folder selects the pictures in it and its subfolders; a pattern (`photos/**\/*.jpg`, if
 * the shell has not resolved it) selects those that it matches. Both skip hidden files and files named `*.restored.*`.
 * Any other argument is returned as a file, even if it does not exist. Each file appears once.
 *
 * @throws UsageError for a folder without pictures, and for a pattern that matches none
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
  /** Tests a path relative to the root, with slashes. */
  matches?: (below: string) => boolean
  /** Its name in messages. */
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
  throw new UsageError(`there are no pictures in ${said}`, { hint: `Supported extensions: ${extensions.join(' ')}` })
}

/** The real path of the output folder; undefined if there is none, or if it is the input folder itself. */
function outputInside(root: string, output: string | undefined): string | undefined {
  if (output === undefined || !statIfThere(output)?.isDirectory()) return undefined
  const real = realpathSync(output)
  return statIfThere(root) && real !== realpathSync(root) ? real : undefined
}
