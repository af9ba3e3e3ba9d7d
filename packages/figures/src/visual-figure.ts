import { type Picture, UsageError } from '@dfpir/core'
import { type GridRow, pictureGrid, type Zoom } from './picture-grid.js'
import type { SvgFigure } from './svg-figure.js'

/** One photograph in a visual comparison. */
export interface VisualRow {
  /** What happened to it, or its name. */
  readonly label: string
  readonly input: VisualPicture
  /** A restored picture per method. */
  readonly restored: readonly VisualPicture[]
  readonly reference: Picture
  /** Squares of the pictures that are shown larger, one to three. */
  readonly zooms: readonly Zoom[]
}

export interface VisualPicture {
  readonly picture: Picture
  /** Against the reference, in dB. */
  readonly psnr: number
}

export interface VisualFigureOptions {
  /** The names of what restored. */
  readonly methods: readonly string[]
  readonly rows: readonly VisualRow[]
}

/** About as much of a page as figures may take, in points; columns are within these. */
const page = { width: 500, height: 700 }
const widestColumn = 150
const narrowestColumn = 60

/** Of a row, beside its pictures; of a figure, beside its rows. */
const rowExtra = 20
const figureExtra = 40

/**
 * Pictures before and after beside their references, with parts of them larger and the PSNR below, as in Figure 5 of Tian
 * et al. (CVPR 2025). The best of several methods is bold. All pictures are 8-bit, those of a row of one size.
 *
 * @throws UsageError for a zoom that leaves its picture, or for none or more than three.
 */
export async function visualFigure({ methods, rows }: VisualFigureOptions): Promise<SvgFigure> {
  for (const row of rows) checkZooms(row)
  const columns = ['input', ...methods, 'reference']
  return pictureGrid({
    columns,
    rows: rows.map(gridRow),
    cellWidth: columnWidth(columns.length, rows),
    note: 'PSNR of the whole picture.',
  })
}

/** As wide as lets the figure stand on a page. */
function columnWidth(columns: number, rows: readonly VisualRow[]): number {
  const heights = rows.map(({ reference: { width, height }, zooms }) => height / width + 1 / zooms.length)
  const height = heights.reduce((sum, each) => sum + each, 0)
  const fitting = Math.min(page.width / columns, (page.height - figureExtra - rowExtra * rows.length) / height)
  return Math.max(narrowestColumn, Math.floor(Math.min(widestColumn, fitting)))
}

function gridRow({ label, input, restored, reference, zooms }: VisualRow): GridRow {
  const best = restored.length > 1 ? Math.max(...restored.map(({ psnr }) => psnr)) : Number.NaN
  const cells = [input, ...restored].map(({ picture, psnr }) => {
    return { picture, caption: decibels(psnr), bold: psnr === best }
  })
  return { label, zooms, cells: [...cells, { picture: reference }] }
}

function decibels(psnr: number): string {
  return Number.isFinite(psnr) ? `${psnr.toFixed(2)} dB` : '∞ dB'
}

function checkZooms({ label, reference: { width, height }, zooms }: VisualRow): void {
  if (zooms.length < 1 || zooms.length > 3) {
    throw new UsageError(`a picture is shown with one to three larger parts, not ${zooms.length}`)
  }
  for (const { x, y, side } of zooms) {
    if (x >= 0 && y >= 0 && x + side <= width && y + side <= height) continue
    throw new UsageError(`the part of ${side}×${side} pixels at (${x}, ${y}) leaves ${label}, ${width}×${height}`)
  }
}
