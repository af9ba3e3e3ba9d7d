import { UsageError } from '@dfpir/core'
import { type FigurePart, type FigureSpec, figureStyle, groupColours } from './figure-spec.js'
import { wrapText } from './wrap-text.js'

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
  /** What the points are, such as the name of a layer. */
  readonly subtitle?: string
  /** Lines below the points, such as how well the groups are separated. */
  readonly captions?: readonly string[]
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

/** In points: the side of a panel, and the height of a line of text. */
const side = 150
const line = 11

/** A panel whose texts are broken into lines that are no wider than it. */
interface WrappedPanel extends Pick<EmbeddingPanel, 'points'> {
  readonly title: string[]
  readonly subtitle: string[]
  readonly captions: string[]
}

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
  const wrapped = panels.map(wrapPanel)
  const lines = Math.max(...wrapped.map(({ title, subtitle, captions }) => [title, subtitle, captions].flat().length))
  return {
    config: { ...figureStyle, view: { stroke: '#999999' } },
    columns: panels.length === 4 ? 2 : 3,
    bounds: 'flush', // widths of titles are estimates
    spacing: { row: lines * line + 14, column: 14 },
    concat: wrapped.map(panel => scatter(panel, groups)),
  }
}

function wrapPanel({ title, subtitle, captions = [], points }: EmbeddingPanel): WrappedPanel {
  return {
    points,
    title: wrapText(title, { width: side, size: 9, bold: true }),
    subtitle: subtitle === undefined ? [] : wrapText(subtitle, { width: side }),
    captions: captions.flatMap(caption => wrapText(caption, { width: side })),
  }
}

function scatter({ title, subtitle, captions, points }: WrappedPanel, groups: readonly string[]): FigurePart {
  const place = (field: 'x' | 'y') => {
    return { field, type: 'quantitative', axis: null, scale: { zero: false, nice: false, padding: 8 } } as const
  }
  const scale = (range: readonly string[]) => ({ domain: [...groups], range: range.slice(0, groups.length) })
  const legend = { title: null, orient: 'right', symbolSize: 40, symbolOpacity: 1 } as const
  return {
    title: { text: title, ...(subtitle.length > 0 && { subtitle }) },
    data: { values: points.map(point => ({ ...point })) },
    width: side,
    height: side,
    mark: { type: 'point', filled: true, size: 22, opacity: 0.85 },
    encoding: {
      x: { ...place('x'), ...(captions.length > 0 && { axis: below(captions) }) },
      y: place('y'),
      color: { field: 'group', type: 'nominal', scale: scale(groupColours), legend },
      shape: { field: 'group', type: 'nominal', scale: scale(shapes), legend },
    },
  }
}

/** Lines below a panel: the title of an axis without anything else. */
function below(title: string[]) {
  return { title, titleAnchor: 'start', titlePadding: 4, domain: false, ticks: false, labels: false } as const
}
