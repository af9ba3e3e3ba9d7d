import { DataError } from '@dfpir/core'
import type { Layout, Split } from './layouts/layout.js'

/**
 * The files of one split of a data set. A root that has none of the layout's split folders is taken to be one, and all
 * of it is used; one that has only the other split is refused, so that nobody trains on what is measured with.
 *
 * @param paths below `root`, with `/` between their parts
 * @throws DataError when the split is not there, but the other one is.
 */
export function chooseSplit(layout: Layout, paths: readonly string[], split: Split, root: string): readonly string[] {
  const splits = layout.kind === 'pairs' ? layout.splits : undefined
  if (!splits) return paths
  const within = (folder: string) => paths.filter(path => path.startsWith(`${folder}/`))
  const wanted = within(splits[split])
  if (wanted.length > 0) return wanted
  const other = splits[split === 'train' ? 'test' : 'train']
  if (within(other).length === 0) return paths
  throw new DataError(`expected ${splits[split]}/ of the layout ${layout.name} in ${root}, found ${other}/ alone`, {
    hint: `Give ${root}/${other} as the folder to use it all the same.`,
  })
}
