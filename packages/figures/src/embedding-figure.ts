import { UsageError } from '@dfpir/core'
import { type FigurePart, type FigureSpec, figureStyle, groupColours } from './figure-spec.js'

/** A picture as a point in the plane. */
export interface EmbeddedPoint {
  readonly x: number
  readonly y: number
  /** The group that it belongs to. */
  readonly group: string
}

/** The points of one model. */
export interface EmbeddingPanel {
  readonly title: string
  /** A description of how well its groups are separated. */
  readonly subtitle?: string
  readonly points: readonly EmbeddedPoint[]
}

export interface EmbeddingFigureOptions {
  /** The groups in the legend's order, at most eight. */
  readonly groups: readonly string[]
  readonly panels: readonly EmbeddingPanel[]
}

const shapes = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'cross',
  'triangle-down',
  'triangle-right',
  'triangle-left',
]

/** In points. */
const side = 150
const titleHeight = 28

/**
 * Pictures as points, coloured by their damage, with a panel per model, as in Figure 3 of Tian et al. (CVPR 2025). Axes
 * are not drawn, because they have no meaning in an embedding such as t-SNE.
 *
 * @throws UsageError for more groups than colours
 */
export function embeddingFigure({ groups, panels }: EmbeddingFigureOptions): FigureSpec {
  if (groups.length > groupColours.length) {
    throw new UsageError(`a figure can have at most ${groupColours.length} groups, got ${groups.length}`)
  }
  return {
    config: { ...figureStyle, view: { stroke: '#999999' } },
    columns: panels.length === 4 ? 2 : 3,
    bounds: 'flush', // widths of titles are estimates
    spacing: { row: titleHeight + 10, column: 14 },
    concat: panels.map(panel => scatter(panel, groups)),
  }
}

function scatter({ title, subtitle, points }: EmbeddingPanel, groups: readonly string[]): FigurePart {
  const place = (field: 'x' | 'y') => {
    return { field, type: 'quantitative', axis: null, scale: { zero: false, nice: false, padding: 8 } } as const
  }
  const scale = (range: readonly string[]) => ({ domain: [...groups], range: range.slice(0, groups.length) })
  const legend = { title: null, orient: 'right', symbolSize: 40, symbolOpacity: 1 } as const
  return {
    title: { text: title, ...(subtitle !== undefined && { subtitle }) },
    data: { values: points.map(point => ({ ...point })) },
    width: side,
    height: side,
    mark: { type: 'point', filled: true, size: 22, opacity: 0.85 },
    encoding: {
      x: place('x'),
      y: place('y'),
      color: { field: 'group', type: 'nominal', scale: scale(groupColours), legend },
      shape: { field: 'group', type: 'nominal', scale: scale(shapes), legend },
    },
  }
}
