import { join } from 'node:path'
import type { PairLayout, Sides } from './layouts/layout.js'
import { type Matching, matchPartners, type NamedPath, stemOf } from './match-partners.js'

/** The files in the two folders of a layout's sides. */
export interface FilledSides {
  readonly sides: Sides
  readonly inputs: readonly NamedPath[]
  readonly targets: readonly NamedPath[]
}

/**
 * Finds pairs among the files of a data set, given as paths relative to its root with `/` separators. Ignores files
 * outside the layout's folders. There may be no pair.
 *
 * @returns full paths
 * @throws DataError if two files of one folder differ only in their extension
 */
export function matchLayout(layout: PairLayout, paths: readonly string[], root: string): Matching {
  const filled = fillSides(layout, paths).find(({ inputs, targets }) => inputs.length > 0 && targets.length > 0)
  if (!filled) return { pairs: [], unmatched: { inputs: [], targets: [] } }
  const full = ([name, path]: NamedPath): NamedPath => [name, join(root, path)]
  const { inputs, targets, sides } = filled
  const { pairs, unmatched } = matchPartners(inputs.map(full), targets.map(full), sides.partnerNames)
  return layout.spareTargets ? { pairs, unmatched: { ...unmatched, targets: [] } } : { pairs, unmatched }
}

/** The files in each of a layout's sides. */
export function fillSides(layout: PairLayout, paths: readonly string[]): FilledSides[] {
  return layout.sides.map(sides => ({
    sides,
    inputs: filesBelow(sides.input, layout, paths),
    targets: filesBelow(sides.target, layout, paths),
  }))
}

function filesBelow(folder: string, layout: PairLayout, paths: readonly string[]): NamedPath[] {
  return paths.flatMap((path): NamedPath[] => {
    const parts = path.split('/')
    const at = parts.indexOf(folder)
    if (at < 0 || at === parts.length - 1 || !mayLieBelow(parts.slice(0, at), layout)) return []
    return [[stemOf(parts.toSpliced(at, 1).join('/')), path]]
  })
}

/** Whether the folders of the sides may be inside the folder of this path. */
function mayLieBelow(above: readonly string[], { scenes, splits }: PairLayout): boolean {
  if (above.length === 0 || scenes) return true
  return above.length === 1 && splits !== undefined && Object.values(splits).includes(above[0])
}
