import { flat, pairLayouts } from './layouts/index.js'
import type { Layout, PairLayout } from './layouts/layout.js'
import { listImages } from './list-images.js'
import { fillSides } from './match-layout.js'
import { sameName } from './match-partners.js'

/**
 * Detects the layout of a folder: the one that finds most partners, else one whose folder of degraded pictures exists,
 * else `flat`. Sets of clean photographs cannot be distinguished and are `flat`.
 *
 * @throws UsageError if the folder does not exist
 * @throws DataError if it contains no image
 */
export async function detectLayout(folder: string): Promise<Layout> {
  return layoutOfPaths(await listImages(folder))
}

/** {@link detectLayout} for the files' paths below the folder, with `/` between their parts. */
export function layoutOfPaths(paths: readonly string[]): Layout {
  let best: Layout = flat
  let [mostPairs, mostInputs] = [0, 0]
  for (const layout of pairLayouts) {
    const { pairs, inputs } = countFitting(layout, paths)
    if (pairs < mostPairs || (pairs === mostPairs && inputs <= mostInputs)) continue
    best = layout
    ;[mostPairs, mostInputs] = [pairs, inputs]
  }
  return best
}

/** The number of files in the layout's folders of degraded pictures, and how many of them have a partner. */
function countFitting(layout: PairLayout, paths: readonly string[]): { pairs: number; inputs: number } {
  const counts = fillSides(layout, paths).map(({ sides, inputs, targets }) => {
    const names = new Set(targets.map(([name]) => name))
    const { partnerNames = sameName } = sides
    const paired = inputs.filter(([name]) => partnerNames(name).some(partner => names.has(partner)))
    return { pairs: paired.length, inputs: inputs.length }
  })
  const most = (key: 'pairs' | 'inputs') => Math.max(...counts.map(count => count[key]))
  return { pairs: most('pairs'), inputs: most('inputs') }
}
