import { DataError, mean } from '@dfpir/core'
import { type FigurePart, type FigureSpec, figureStyle, groupColours } from './figure-spec.js'

/** A variant with one value for each seed. */
export interface SeedValues {
  readonly name: string
  readonly values: readonly number[]
}

export interface SeedsPanel {
  readonly title: string
  /** The title of the horizontal axis. */
  readonly x: string
  /** From top to bottom, at least one. */
  readonly variants: readonly SeedValues[]
}

/** In points. */
const panelWidth = 190
const rowHeight = 14

/**
 * The results of variants with several seeds: a row per variant with a ring for each seed and a stroke at their mean. Each
 * panel has its own scale.
 *
 * @throws DataError for a panel without values
 */
export function seedsFigure(panels: readonly SeedsPanel[]): FigureSpec {
  return { config: figureStyle, columns: 2, spacing: { row: 22, column: 22 }, concat: panels.map(drawPanel) }
}

function drawPanel({ title, x: axis, variants }: SeedsPanel): FigurePart {
  if (!variants.some(({ values }) => values.length > 0)) throw new DataError(`expected values for ${title}, got none`)
  const filled = variants.filter(({ values }) => values.length > 0)
  const seeds = filled.flatMap(({ name, values }) => values.map(value => ({ name, value })))
  const means = filled.map(({ name, values }) => ({ name, value: mean(values) }))
  const x = {
    field: 'value',
    type: 'quantitative',
    axis: { title: axis, tickCount: 5, grid: true },
    scale: { zero: false, nice: false, padding: 8 },
  } as const
  const y = { field: 'name', type: 'nominal', sort: null, axis: { title: null, labelLimit: 0 } } as const
  const [seedColour, meanColour] = groupColours
  return {
    title,
    width: panelWidth,
    height: variants.length * rowHeight,
    layer: [
      {
        data: { values: means },
        mark: { type: 'tick', color: meanColour, thickness: 2, size: rowHeight - 3 },
        encoding: { x, y },
      },
      {
        data: { values: seeds },
        mark: { type: 'point', color: seedColour, size: 24, strokeWidth: 1.1, opacity: 1 },
        encoding: { x, y },
      },
    ],
  }
}
