import type { FigurePart } from './figure-spec.js'
import { pixelsPerPoint } from './write-figure.js'

/** The channel orders in one block. */
export interface OrdersPanel {
  /** The title, such as `level 1`. */
  readonly title: string
  /** For each prompt, the channel at each position: permutations of 0 … n − 1. */
  readonly orders: readonly ArrayLike<number>[]
  /** The distances between the orders of all pairs of prompts, 0 to 1. */
  readonly distances: readonly (readonly number[])[]
}

export interface OrderStripsOptions {
  /** The prompts' labels. */
  readonly rows: readonly string[]
  /** In points. */
  readonly height: number
  /** The length of the longest order in the figure. All orders have the same width. */
  readonly mostPlaces: number
  /** Whether the axis of positions has a title. */
  readonly titled: boolean
}

/** The approximate width of an order, in points. */
const usualWidth = 300

/** The orders of one block as strips below each other. Colours show the channel at each position. */
export function orderStrips(
  { title, orders }: OrdersPanel,
  { rows, height, mostPlaces, titled }: OrderStripsOptions,
): FigurePart {
  const places = orders[0].length
  return {
    title: `${title}: ${places} channels`,
    data: { values: orders.flatMap((order, index) => placesOf(order, rows[index])) },
    width: stripWidth(mostPlaces),
    height,
    mark: 'rect',
    encoding: {
      x: {
        field: 'place',
        type: 'quantitative',
        scale: { domain: [0, places], nice: false },
        axis: { title: titled ? 'place in the order' : null, tickCount: 8, tickMinStep: 1 },
      },
      x2: { field: 'next' },
      y: {
        field: 'prompt',
        type: 'nominal',
        sort: null,
        scale: { paddingInner: 0.12, paddingOuter: 0.06 },
        axis: { title: null, labelLimit: 220, ticks: false, domain: false },
      },
      color: {
        field: 'channel',
        type: 'quantitative',
        scale: { scheme: 'viridis', domain: [0, 1] },
        legend: {
          title: 'channel at the place',
          orient: 'bottom',
          direction: 'horizontal',
          values: [0, 1],
          labelExpr: "datum.value === 0 ? 'first' : 'last'",
          gradientLength: 160,
        },
      },
    },
  }
}

function placesOf(order: ArrayLike<number>, prompt: string) {
  return Array.from(order, (channel, place) => ({
    prompt,
    place,
    next: Math.min(place + 2, order.length), // the next place is painted over it: viewers show no seam
    channel: Number((channel / (order.length - 1)).toFixed(4)),
  }))
}

/** The width near the usual one at which each position has a whole number of pixels in a PNG, to avoid seams. */
function stripWidth(places: number): number {
  const pixels = Math.max(1, Math.round((usualWidth * pixelsPerPoint) / places))
  return (pixels * places) / pixelsPerPoint
}
