import { nearest, UsageError } from '@dfpir/core'
import { cleanSets, flat } from './flat.js'
import { gopro } from './gopro.js'
import type { Layout, PairLayout } from './layout.js'
import { lol } from './lol.js'
import { pairs } from './pairs.js'
import { rain100l } from './rain100l.js'
import { resideOts } from './reside-ots.js'
import { sots } from './sots.js'

export { cleanSetOf, cleanSets, flat } from './flat.js'

/** The layouts of degraded pictures and their partners. If several fit a folder equally, the first one is used. */
export const pairLayouts: readonly PairLayout[] = [pairs, rain100l, resideOts, sots, gopro, lol]

/** All layouts. */
export const layouts: readonly Layout[] = [flat, ...cleanSets, ...pairLayouts]

/**
 * The layout of a name.
 *
 * @throws UsageError, with the nearest name, if there is none
 */
export function findLayout(name: string): Layout {
  const found = layouts.find(layout => layout.name === name)
  if (found) return found
  const names = layouts.map(layout => layout.name)
  const close = nearest(name, names)
  throw new UsageError(`there is no layout ${name}`, {
    hint: close ? `Did you mean ${close}?` : `The layouts are ${names.join(', ')}.`,
  })
}
