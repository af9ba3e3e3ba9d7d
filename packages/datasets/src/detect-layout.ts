import { basename, resolve } from 'node:path'
import type { Fault } from './faults.js'
import { cleanSets, flat, pairLayouts } from './layouts/index.js'
import type { Layout, PairLayout } from './layouts/layout.js'
import { listImages } from './list-images.js'
import { fillSides } from './match-layout.js'
import { sameName, stemOf } from './match-partners.js'

/**
 * The layout that a folder has: the one that finds most partners, else one whose folder of degraded pictures is there,
 * else the set of clean photographs that the folder is called after, else `flat`.
 *
 * @throws UsageError when there is no such folder.
 * @throws DataError when it holds no image.
 */
export async function detectLayout(folder: string): Promise<Layout> {
  const layout = layoutOfPaths(await listImages(folder))
  const name = basename(resolve(folder)).toLowerCase()
  return layout === flat ? (cleanSets.find(set => set.name === name) ?? flat) : layout
}

/**
 * Signs that a folder which is taken for clean photographs holds pairs: folders inside that have a layout of their own,
 * and folders side by side with pictures of the same names.
 *
 * @throws as {@link detectLayout}
 */
export async function unrecognisedPairs(folder: string): Promise<Fault[]> {
  const paths = await listImages(folder)
  const below = groupByFolder(paths)
  const inner = [...below].flatMap(([name, files]): Fault[] => {
    const layout = layoutOfPaths(files)
    if (layout === flat) return []
    return [{ kind: 'dataset', message: `${name}/ has the layout ${layout.name}: check and use that folder` }]
  })
  return inner.length > 0 ? inner : alikeFolders(below)
}

/** Files by the first folder of their paths, as paths below it. */
function groupByFolder(paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    const [first, ...rest] = path.split('/')
    if (rest.length > 0) groups.set(first, [...(groups.get(first) ?? []), rest.join('/')])
  }
  return groups
}

/** The share of names that two folders have in common from which on they look like the sides of pairs. */
const alikeShare = 0.8

function alikeFolders(folders: ReadonlyMap<string, readonly string[]>): Fault[] {
  const keys = [...folders].map(([name, files]) => ({ name, keys: new Set(files.map(keyOf)) }))
  return keys.flatMap(({ name, keys: own }, index) =>
    keys.slice(index + 1).flatMap(({ name: other, keys: theirs }): Fault[] => {
      const common = [...own].filter(key => theirs.has(key)).length
      if (common < 2 || common < alikeShare * Math.min(own.size, theirs.size)) return []
      const message = `${name}/ and ${other}/ have ${common} names in common and look like pairs, but no layout has these folders: call them input/ and target/, or write a list`
      return [{ kind: 'dataset', message }]
    }),
  )
}

/** What partners have in common: the number at the end of the name, else the name. */
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

/** How many files lie in the layout's folders of degraded pictures, and how many of them have a partner. */
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
