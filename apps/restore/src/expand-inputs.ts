import { readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { UsageError } from '@dfpir/core'

/**
 * The files that the arguments mean: a folder stands for the pictures in it (not below it, and without those that an
 * earlier run named `*.restored.*`), by name; anything else for itself, whether it exists or not.
 *
 * @throws UsageError for a folder without pictures.
 */
export function expandInputs(inputs: readonly string[], extensions: readonly string[]): string[] {
  return inputs.flatMap(input => {
    const isFolder = statSync(input, { throwIfNoEntry: false })?.isDirectory() ?? false
    return isFolder ? picturesIn(input, extensions) : [input]
  })
}

function picturesIn(folder: string, extensions: readonly string[]): string[] {
  const names = readdirSync(folder).filter(
    name => extensions.includes(extname(name).toLowerCase()) && !/\.restored\.\w+$/.test(name) && !name.startsWith('.'),
  )
  if (names.length === 0) {
    const hint = `Pictures end in one of: ${extensions.join(' ')}`
    throw new UsageError(`there are no pictures in the folder ${folder}`, { hint })
  }
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).map(name => join(folder, name))
}
