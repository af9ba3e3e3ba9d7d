import type { Fault } from './faults.js'
import { cleanSetOf, flat, pairLayouts } from './layouts/index.js'
import type { Layout, PairLayout } from './layouts/layout.js'
import { listImages } from './list-images.js'
import { fillSides } from './match-layout.js'
import { sameName, stemOf } from './match-partners.js'

/**
 * Detects the layout of a folder: the one that finds most partners, else one whose folder of degraded pictures exists,
 * else the set of clean photographs that the folder is named after, else `flat`.
 *
 * @throws UsageError if the folder does not exist
 * @throws DataError if it contains no image
 */
export async function detectLayout(folder: string): Promise<Layout> {
  const layout = layoutOfPaths(await listImages(folder))
  return layout === flat ? (cleanSetOf(folder) ?? flat) : layout
}

/**
 * Finds signs of pairs in a folder that was detected as clean photographs: subfolders with a layout, and neighbouring
 * folders with the same file names.
 *
 * @param paths the files' paths below the folder, with `/` between their parts
 */
export function unrecognisedPairs(paths: readonly string[]): Fault[] {
  const below = groupByFolder(paths)
  const inner = [...below].flatMap(([name, files]): Fault[] => {
    const layout = layoutOfPaths(files)
    if (layout === flat) return []
    return [{ kind: 'dataset', message: `${name}/ has the layout ${layout.name}: check and use that folder` }]
  })
  return inner.length > 0 ? inner : alikeFolders(below)
}

/** Groups files by the first folder of their paths, as paths relative to it. */
function groupByFolder(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    const [first, ...rest] = path.split('/')
    if (rest.length === 0) continue
    const group = groups.get(first)
    if (group) group.push(rest.join('/'))
    else groups.set(first, [rest.join('/')])
  }
  return groups
}

/** Two folders look like the sides of pairs if they share at least this part of their names. */
const alikeShare = 0.8

function alikeFolders(folders: ReadonlyMap<string, readonly string[]>): Fault[] {
  const keys = [...folders].map(([name, files]) => ({ name, keys: new Set(files.map(keyOf)) }))
  return keys.flatMap(({ name, keys: own }, index) =>
    keys.slice(index + 1).flatMap(({ name: other, keys: theirs }): Fault[] => {
      const common = [...own].filter(key => theirs.has(key)).length
      if (common < 2 || common < alikeShare * Math.min(own.size, theirs.size)) return []
      const message = `${name}/ and ${other}/ have ${common} names in common and look like pairs, but no layout has these folders: rename them to input/ and target/, or write a list`
      return [{ kind: 'dataset', message }]
    }),
  )
}

/** The key that partners share: the number at the end of the name, else the name. */
function keyOf(path: string): string {
  const stem = stemOf(path)
  return /\d+$/.exec(stem)?.[0] ?? stem
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
