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
      /** The expected number, if known. */
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
  /** The cache for decoded pictures. */
  cache?: PictureCache
}

/**
 * Opens a data set in the layout of its download. Decodes nothing yet.
 *
 * @throws UsageError if the layout or folder does not exist
 * @throws DataError if the folder contains no image or does not have this layout; states the expected and the existing
 * folders
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
 * Selects the files of one split of a data set. A root without the layout's split folders counts as one split and is
 * used completely. A root that has only the other split is rejected, so nobody trains on test data.
 *
 * @param paths relative to `root`, with `/` separators
 * @throws DataError if only the other split exists
 */
function chooseSplit(layout: Layout, paths: readonly string[], split: Split, root: string): readonly string[] {
  const splits = layout.kind === 'pairs' ? layout.splits : undefined
  if (!splits) return paths
  const within = (folder: string) => paths.filter(path => path.startsWith(`${folder}/`))
  const wanted = within(splits[split])
  if (wanted.length > 0) return wanted
  const other = splits[split === 'train' ? 'test' : 'train']
  if (within(other).length === 0) return paths
  throw new DataError(`expected ${splits[split]}/ of the layout ${layout.name} in ${root}, found only ${other}/`, {
    hint: `To use it anyway, pass ${root}/${other} as the folder.`,
  })
}
