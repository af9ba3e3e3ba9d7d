import type { Picture } from '@dfpir/core'
import { colourMap, type FeatureMap, viridis } from './colour-map.js'
import { type GridCell, type GridRow, pictureGrid } from './picture-grid.js'
import type { SvgFigure } from './svg-figure.js'

/** The same features at several stages. */
export interface FeatureMapsRow {
  /** The label of the maps, such as `channel 7`. */
  readonly label: string
  /** The 8-bit picture that they were computed from. */
  readonly picture: Picture
  /** One map per stage, with the picture's size. */
  readonly maps: readonly FeatureMap[]
}

export interface FeatureMapsFigureOptions {
  /** The names of the stages. */
  readonly stages: readonly string[]
  readonly rows: readonly FeatureMapsRow[]
  /** A sentence below the figure, for example about the block. */
  readonly note: string
}

/** In points. */
const columnWidth = 110

/**
 * Feature maps at several stages beside their picture, as in Figure 6 of Tian et al. (CVPR 2025). The colours of each
 * map range from its 1st to its 99th percentile, which are written below it.
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

/** Formats a range so that the larger number has three significant digits. */
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
