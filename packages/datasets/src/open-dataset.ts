import { DataError } from '@dfpir/core'
import { type CleanFolder, cleanFolder } from './clean-folder.js'
import { layoutMisfit } from './layout-misfit.js'
import { findLayout } from './layouts/index.js'
import type { Layout, PairLayout, Split } from './layouts/layout.js'
import { listImages } from './list-images.js'
import { matchLayout } from './match-layout.js'
import type { Matching } from './match-partners.js'
import { type PairFolder, pairFolder } from './pair-folder.js'
import type { PictureCache } from './picture-cache.js'

/** Clean photographs, or degraded ones with their clean partners. */
export type PictureSet =
  | {
      readonly kind: 'clean'
      readonly photos: CleanFolder
      /** How many there should be, if that is known. */
      readonly count?: number
    }
  | { readonly kind: 'pairs'; readonly pairs: PairFolder }

export interface OpenDatasetOptions {
  /**
   * The split to open. A root without splits is used as a whole.
   *
   * @default all splits
   */
  split?: Split
  /** Where decoded pictures are kept. */
  cache?: PictureCache
}

/**
 * Opens a data set in the layout of its download. Nothing is decoded yet.
 *
 * @throws UsageError when there is no such layout or folder.
 * @throws DataError when the folder holds no image, or is not of this layout: it says what was expected and what is there.
 */
export async function openDataset(
  layoutName: string,
  root: string,
  { split, cache }: OpenDatasetOptions = {},
): Promise<PictureSet> {
  const layout = findLayout(layoutName)
  const all = await listImages(root)
  const paths = split ? chooseSplit(layout, all, split, root) : all
  if (layout.kind === 'clean') return { kind: 'clean', photos: cleanFolder(root, paths, cache), count: layout.count }
  return { kind: 'pairs', pairs: pairFolder(matchFiles(layout, paths, root), cache) }
}

function matchFiles(layout: PairLayout, paths: readonly string[], root: string): Matching {
  const matching = matchLayout(layout, paths, root)
  if (matching.pairs.length > 0) return matching
  throw layoutMisfit(layout, paths, root)
}

/**
 * The files of one split of a data set. A root that has none of the layout's split folders is taken to be one, and all
 * of it is used; one that has only the other split is refused, so that nobody trains on what is measured with.
 *
 * @param paths below `root`, with `/` between their parts
 * @throws DataError when the split is not there, but the other one is.
 */
function chooseSplit(layout: Layout, paths: readonly string[], split: Split, root: string): readonly string[] {
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
