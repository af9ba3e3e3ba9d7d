import { join } from 'node:path'
import { type GridRow, pictureGrid, writeFigure } from '@dfpir/figures'

/** Number of rows that fit on a page viewed as a whole. */
const rowsOnPage = 5
/** Width of a cell in points: 750 pixels on a page, as wide as the longest caption. */
const cellWidth = 150
/** Maximum length of a label. Longer ones would reach into the next row, so only their end is shown. */
const longestLabel = 20

export interface ContactPagesOptions {
  /** Output folder for the pages `TITLE-1.png` and so on, with the title in lower case and without spaces. */
  readonly folder: string
  readonly title: string
  /** Column headings. */
  readonly columns: readonly string[]
}

/** Contact sheets: pages with five rows of pictures. Each page is written when it is full. */
export class ContactPages {
  private rows: GridRow[] = []
  private pages = 0

  constructor(private readonly options: ContactPagesOptions) {}

  /**
   * Adds a row. Shows only the end of a long label.
   *
   * @throws EnvironmentError if a page cannot be written.
   */
  async add(row: GridRow): Promise<void> {
    this.rows.push({ ...row, label: ending(row.label) })
    if (this.rows.length === rowsOnPage) await this.finish()
  }

  /**
   * Writes the remaining rows.
   *
   * @throws EnvironmentError if the page cannot be written.
   */
  async finish(): Promise<void> {
    if (this.rows.length === 0) return
    const { folder, title, columns } = this.options
    const note = `${title}, page ${++this.pages}`
    const path = join(folder, `${title.toLowerCase().replaceAll(' ', '-')}-${this.pages}.png`)
    const mostBytes = Number.POSITIVE_INFINITY // exact pixels, to judge them
    await writeFigure(path, await pictureGrid({ columns, rows: this.rows, cellWidth, note, mostBytes }))
    this.rows = []
  }
}

function ending(label: string): string {
  return label.length > longestLabel ? `…${label.slice(1 - longestLabel)}` : label
}
