import { join } from 'node:path'
import type { PairLayout, Sides } from './layouts/layout.js'
import { type Matching, matchPartners, type NamedPath, stemOf } from './match-partners.js'

/** What lies in the two folders of a layout's sides. */
export interface FilledSides {
  readonly sides: Sides
  readonly inputs: readonly NamedPath[]
  readonly targets: readonly NamedPath[]
}

/**
 * Finds pairs among the files of a data set, given as paths below its root with `/` between their parts. Files outside
 * the folders of the layout are left out; there may be no pair.
 *
 * @returns full paths
 * @throws DataError when two files of one folder differ by their ending alone.
 */
export function matchLayout(layout: PairLayout, paths: readonly string[], root: string): Matching {
  const filled = fillSides(layout, paths).find(({ inputs, targets }) => inputs.length > 0 && targets.length > 0)
  if (!filled) return { pairs: [], unmatched: { inputs: [], targets: [] } }
  const full = ([name, path]: NamedPath): NamedPath => [name, join(root, path)]
  const { inputs, targets, sides } = filled
  const { pairs, unmatched } = matchPartners(inputs.map(full), targets.map(full), sides.partnerNames)
  return layout.spareTargets ? { pairs, unmatched: { ...unmatched, targets: [] } } : { pairs, unmatched }
}

/** What each of a layout's sides has of the files. */
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

/** Whether the folders of the sides may lie in the folder of this path. */
function mayLieBelow(above: readonly string[], { scenes, splits }: PairLayout): boolean {
  if (above.length === 0 || scenes) return true
  return above.length === 1 && splits !== undefined && Object.values(splits).includes(above[0])
}
