import type { Picture } from '@dfpir/core'
import { colourMap, type FeatureMap, viridis } from './colour-map.js'
import { type GridCell, type GridRow, pictureGrid } from './picture-grid.js'
import type { SvgFigure } from './svg-figure.js'

/** The same features at several stages. */
export interface FeatureMapsRow {
  /** What the maps show, such as `channel 7`. */
  readonly label: string
  /** The picture that they were computed from, of 8 bits. */
  readonly picture: Picture
  /** One per stage, of the picture's shape. */
  readonly maps: readonly FeatureMap[]
}

export interface FeatureMapsFigureOptions {
  /** What the stages are called. */
  readonly stages: readonly string[]
  readonly rows: readonly FeatureMapsRow[]
  /** A sentence below, such as which block it is. */
  readonly note: string
}

/** In points. */
const columnWidth = 110

/**
 * Feature maps at several stages beside the picture that they come from, as in Figure 6 of Tian et al. (CVPR 2025). Each
 * map has colours of its own, from its 1st to its 99th percentile; both stand below it.
 */
export async function featureMapsFigure({ stages, rows, note }: FeatureMapsFigureOptions): Promise<SvgFigure> {
  const gridRows: GridRow[] = []
  for (const { label, picture, maps } of rows) {
    gridRows.push({ label, cells: [{ picture }, ...(await Promise.all(maps.map(mapCell)))] })
  }
  return pictureGrid({
    columns: ['input', ...stages],
    rows: gridRows,
    cellWidth: columnWidth,
    note,
    scale: {
      colours: await viridis(),
      low: 'low',
      high: 'high',
      about: 'each map from its 1st to its 99th percentile, which are written below it',
    },
  })
}

async function mapCell(map: FeatureMap): Promise<GridCell> {
  const { picture, range } = await colourMap(map)
  return { picture, pixelated: true, caption: formatRange(range) }
}

/** With the decimals that give the larger number three significant digits. */
function formatRange(range: readonly [number, number]): string {
  const largest = Math.max(...range.map(Math.abs))
  const decimals = Math.min(Math.max(2 - Math.floor(Math.log10(largest || 1)), 0), 8)
  return range
    .map(value =>
      value
        .toFixed(decimals)
        .replace(/^-(?=.*[1-9])/, '−')
        .replace(/^-/, ''),
    )
    .join(' … ')
}
