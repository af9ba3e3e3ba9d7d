import { type Picture, UsageError } from '@dfpir/core'
import { type GridRow, pictureGrid, type Zoom } from './picture-grid.js'
import type { SvgFigure } from './svg-figure.js'

/** One photograph in a visual comparison. */
export interface VisualRow {
  /** Its damage or its name. */
  readonly label: string
  readonly input: VisualPicture
  /** A restored picture per method. */
  readonly restored: readonly VisualPicture[]
  readonly reference: Picture
  /** One to three squares of the pictures to show enlarged. */
  readonly zooms: readonly Zoom[]
}

export interface VisualPicture {
  readonly picture: Picture
  /** The PSNR against the reference, in dB. */
  readonly psnr: number
}

export interface VisualFigureOptions {
  /** The names of the methods. */
  readonly methods: readonly string[]
  readonly rows: readonly VisualRow[]
}

/** The approximate maximum size of a figure on a page, in points. */
const page = { width: 500, height: 700 }
const widestColumn = 150
const narrowestColumn = 60

/** The extra height of a row beyond its pictures, and of a figure beyond its rows. */
const rowExtra = 20
const figureExtra = 60

/**
 * Pictures before and after restoration beside their references, with enlarged parts and the PSNR below, as in Figure 5
 * of Tian et al. (CVPR 2025). The best of several methods is bold. All pictures have 8 bits, and those of a row have
 * the same size.
 *
 * @throws UsageError for a zoom outside its picture, for no zoom, and for more than three
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

/** The largest width at which the figure fits on a page. */
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
    throw new UsageError(`expected one to three enlarged parts of a picture, got ${zooms.length}`)
  }
  for (const { x, y, side } of zooms) {
    if (x >= 0 && y >= 0 && x + side <= width && y + side <= height) continue
    throw new UsageError(`the part of ${side}×${side} pixels at (${x}, ${y}) exceeds ${label}, ${width}×${height}`)
  }
}
