import { mean } from '@dfpir/core'
import type { PromptOrders } from './order-prompts.js'

/** How far the channel orders of prompts are from the order before the shuffle, and from each other. */
export interface ShuffleExtent {
  /**
   * Mean distance of a channel from its place before the shuffle, as a share of the places; the mean over blocks and
   * prompts. About 1/3 for random orders.
   */
  readonly moved: number
  /** The largest distance of a channel from its place before the shuffle, in places. */
  readonly farthest: number
  /** The smallest and largest Kendall distance of two prompts in one block; null for a single prompt. */
  readonly kendall: readonly [least: number, most: number] | null
}

/** Measures the extent of the shuffle in all blocks of a network. */
export function shuffleExtent({ blocks }: PromptOrders): ShuffleExtent {
  const orders = blocks.flatMap(block => block.orders)
  const moves = orders.map(order => Array.from(order, (channel, place) => Math.abs(channel - place)))
  const kendall = blocks.flatMap(({ distances }) => distances.flatMap((row, a) => row.slice(a + 1)))
  return {
    moved: mean(moves.map(places => mean(places) / places.length)),
    farthest: Math.max(...moves.flat()),
    kendall: kendall.length === 0 ? null : [Math.min(...kendall), Math.max(...kendall)],
  }
}

/** The largest distance between orders that look the same in a figure. */
const hardlyShuffled = 0.1

/** Describes the extent, and why a network hardly shuffles its channels, as lines of text. */
export function formatExtent({ moved, farthest, kendall }: ShuffleExtent): string[] {
  const between = kendall && ` Kendall's distance of two prompts: ${kendall.map(each => each.toFixed(3)).join(' to ')}.`
  const share = `${(100 * moved).toFixed(1)} % of the places`
  const most = `${farthest} ${farthest === 1 ? 'place' : 'places'}`
  const measured = `The shuffle moves a channel by ${share} on average (random orders: a third), by ${most} at most.${between ?? ''}`
  if (moved > hardlyShuffled) return [measured]
  return [
    measured,
    'These orders are nearly that before the shuffle: a training that starts with init: identity lets only neighbouring channels change places, and no training changes an order.',
  ]
}
