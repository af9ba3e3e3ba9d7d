import { DataError } from '@dfpir/core'
import { layoutOfPaths } from './detect-layout.js'
import type { PairLayout } from './layouts/layout.js'
import { type FilledSides, fillSides } from './match-layout.js'
import { sameName } from './match-partners.js'

/** The error for a folder in which a layout finds no pair: the expected folders and the existing ones. */
export function layoutMisfit(layout: PairLayout, paths: readonly string[], root: string): DataError {
  const filled = fillSides(layout, paths)
  const both = filled.find(({ inputs, targets }) => inputs.length > 0 && targets.length > 0)
  const message = both ? noPartner(both) : `${missingFolder(filled)} in ${root}, found ${describeFolders(paths)}`
  return new DataError(message, { hint: hintFor(layout, paths) })

  function noPartner({ sides, inputs: [[name, path]], targets: [[, target]] }: FilledSides): string {
    const expected = (sides.partnerNames ?? sameName)(name).map(partner => `${sides.target}/${partner}`)
    return `no picture in ${root} has a partner: expected ${expected.join(' or ')} for ${path}, found ${target}`
  }
}

function missingFolder(filled: readonly FilledSides[]): string {
  const half = filled.find(({ inputs, targets }) => inputs.length + targets.length > 0)
  if (!half) return `expected ${filled.map(({ sides }) => `${sides.input}/ and ${sides.target}/`).join(', or ')}`
  const { input, target } = half.sides
  return half.inputs.length > 0 ? `expected ${target}/ beside ${input}/` : `expected ${input}/ beside ${target}/`
}

/** For example "rainy/ (200 images), a/ (3 images) and 2 more folders". */
function describeFolders(paths: readonly string[], shown = 4): string {
  const counts = new Map<string, number>()
  for (const path of paths) {
    const folder = path.includes('/') ? `${path.replace(/\/.*$/, '')}/` : 'images in no folder'
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  const parts = [...counts].map(([folder, count]) => `${folder} (${count} ${count === 1 ? 'image' : 'images'})`)
  if (parts.length <= shown) return parts.join(', ')
  return `${parts.slice(0, shown).join(', ')} and ${parts.length - shown} more`
}

function hintFor(layout: PairLayout, paths: readonly string[]): string {
  const detected = layoutOfPaths(paths)
  const tree = layout.tree.split('\n').join(', or ')
  const expected = `The layout ${layout.name} is ${tree}.`
  return detected.kind === 'pairs' && detected !== layout
    ? `This looks like the layout ${detected.name}. ${expected}`
    : expected
}
