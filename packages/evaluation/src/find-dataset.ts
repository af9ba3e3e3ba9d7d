import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { requireFolder } from '@dfpir/datasets'
import type { SuiteDataset } from './suites.js'

/**
 * Finds the folder of a data set in `root` or in one of its folders (`denoise/CBSD68`). Ignores case, hyphens and
 * underscores in names. Undefined if there is none.
 *
 * @throws UsageError if `root` does not exist, or several folders have the name
 */
export async function findDataset(
  root: string,
  { title, places }: Pick<SuiteDataset, 'title' | 'places'>,
): Promise<string | undefined> {
  await requireFolder(root)
  const levels = [[root], await foldersIn(root)]
  for (const place of places) {
    for (const level of levels) {
      const found = await descend(level, place.split('/'))
      if (found.length === 1) return found[0]
      if (found.length > 1) {
        throw new UsageError(`expected one folder for ${title}, found ${found.join(' and ')}`, {
          hint: 'Set --root to a folder that contains only one of them.',
        })
      }
    }
  }
}

async function descend(folders: readonly string[], [name, ...rest]: readonly string[]): Promise<readonly string[]> {
  if (name === undefined) return folders
  const inside = (await Promise.all(folders.map(foldersIn))).flat()
  return descend(
    inside.filter(path => basename(path).toLowerCase().replace(/[-_]/g, '') === name),
    rest,
  )
}

/** The subfolders of a folder, including links to folders, sorted by name; empty if the folder cannot be read. */
async function foldersIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const paths = names.filter(name => !name.startsWith('.')).map(name => join(folder, name))
  const areFolders = await Promise.all(
    paths.map(path =>
      stat(path).then(
        found => found.isDirectory(),
        () => false,
      ),
    ),
  )
  return paths.filter((_, index) => areFolders[index]).sort()
}
