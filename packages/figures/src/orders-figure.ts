import { UsageError } from '@dfpir/core'
import { distanceMatrix } from './distance-matrix.js'
import { type FigurePart, type FigureSpec, figureStyle } from './figure-spec.js'
import { type OrdersPanel, orderStrips } from './order-strips.js'
import { wrapText } from './wrap-text.js'

export interface OrdersFigureOptions {
  /** The names of the prompts. */
  readonly prompts: readonly string[]
  readonly panels: readonly OrdersPanel[]
  /** A paragraph below the figure, for example about the distances. */
  readonly note?: string
}

/** More cannot be distinguished on one page. */
const mostPrompts = 24

/** The height of a prompt's row, in points. */
const rowHeight = 15

/**
 * The channel orders of several prompts, as in Figure 7 of Tian et al. (CVPR 2025): a row of panels per block. On the
 * left, each prompt's order as a strip, coloured by the channel at each position; on the right, Kendall's distances
 * between all pairs of orders.
 *
 * @throws UsageError for more than 24 prompts
 */
export function ordersFigure({ prompts, panels, note }: OrdersFigureOptions): FigureSpec {
  if (prompts.length > mostPrompts) {
    throw new UsageError(`a figure can have the orders of at most ${mostPrompts} prompts, got ${prompts.length}`, {
      hint: 'Select the prompts to show.',
    })
  }
  const rows = prompts.map((name, index) => `${index + 1}  ${name}`)
  const place = {
    height: rows.length * rowHeight,
    mostPlaces: Math.max(...panels.map(({ orders }) => orders[0].length)),
  }
  const last = panels.length - 1
  return {
    config: figureStyle,
    ...(note !== undefined && { title: noteBelow(note) }),
    spacing: 16,
    resolve: { scale: { color: 'independent' } },
    hconcat: [
      column(panels.map((panel, index) => orderStrips(panel, { ...place, rows, titled: index === last }))),
      column(
        panels.map(({ distances }, index) =>
          distanceMatrix(distances, { ...place, first: index === 0, last: index === last }),
        ),
      ),
    ],
  }
}

/** In points: about as wide as strips with their labels. */
const noteWidth = 400

function noteBelow(note: string) {
  const text = wrapText(note, { width: noteWidth, lines: 8 })
  return { text, orient: 'bottom', fontSize: 8, fontWeight: 'normal', offset: 12 } as const
}

/** Panels below each other at fixed positions, so those of two columns align. */
function column(vconcat: FigurePart[]): FigurePart {
  return { vconcat, bounds: 'flush', spacing: 34 }
}
