import { join } from 'node:path'
import { type GridRow, pictureGrid, writeFigure } from '@dfpir/figures'

/** So many rows fit on a page that is looked at as a whole. */
const rowsOnPage = 5
/** In points: 750 pixels of a page, as wide as the longest caption. */
const cellWidth = 150
/** Longer labels would reach into the next row: of those the end is shown. */
const longestLabel = 20

export interface ContactPagesOptions {
  /** Where the pages are written: `TITLE-1.png` and so on, the title in small letters and without spaces. */
  readonly folder: string
  readonly title: string
  /** What stands above the pictures of each row. */
  readonly columns: readonly string[]
}

/** Pictures in rows, to be looked at: pages of five rows, each of which is written once it is full. */
export class ContactPages {
  private rows: GridRow[] = []
  private pages = 0

  constructor(private readonly options: ContactPagesOptions) {}

  /**
   * Adds a row, with the end of its label if that is long.
   *
   * @throws EnvironmentError when a page cannot be written.
   */
  async add(row: GridRow): Promise<void> {
    this.rows.push({ ...row, label: ending(row.label) })
    if (this.rows.length === rowsOnPage) await this.finish()
  }

  /**
   * Writes the rows that no page has yet.
   *
   * @throws EnvironmentError when the page cannot be written.
   */
  async finish(): Promise<void> {
    if (this.rows.length === 0) return
    const { folder, title, columns } = this.options
    const note = `${title}, page ${++this.pages}`
    const path = join(folder, `${title.toLowerCase().replaceAll(' ', '-')}-${this.pages}.png`)
    await writeFigure(path, await pictureGrid({ columns, rows: this.rows, cellWidth, note }))
    this.rows = []
  }
}

function ending(label: string): string {
  return label.length > longestLabel ? `…${label.slice(1 - longestLabel)}` : label
}
