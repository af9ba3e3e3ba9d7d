import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { requireFolder } from '@dfpir/datasets'
import type { SuiteDataset } from './suites.js'

/**
 * The folder of a data set: below `root`, or below one of the folders in it (`denoise/CBSD68`). Names are compared without
 * regard to case, hyphens and underscores. Nothing where there is none.
 *
 * @throws UsageError when `root` is missing, or several folders have the name.
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
        throw new UsageError(`expected one folder of ${title}, found ${found.join(' and ')}`, {
          hint: 'Give a folder nearer to the one that is meant as --root.',
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

/** The folders in a folder, links to folders among them, in the order of their names; none in one that is locked. */
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
