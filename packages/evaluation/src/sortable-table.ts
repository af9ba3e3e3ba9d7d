import { escapeMarkup } from '@dfpir/figures'

/** The text of a cell and its sort value; an empty value comes last. */
export interface SortableCell {
  readonly text: string
  readonly value: number | string
  /** HTML to show instead of the text. */
  readonly html?: string
}

export interface SortableRow {
  readonly cells: readonly SortableCell[]
  /** HTML that a button among the cells shows below them. */
  readonly below?: string
}

export interface SortableTable {
  /** The headings of the columns. */
  readonly columns: readonly string[]
  /** Common headings of several columns, from the second column on. */
  readonly groups?: readonly { readonly head: string; readonly columns: number }[]
  readonly rows: readonly SortableRow[]
}

/** An HTML table that `pageScript` makes sortable by any column: headings are buttons, and every row is a `tbody`. */
export function formatSortableTable({ columns, groups = [], rows }: SortableTable): string {
  const over = groups.map(
    ({ head, columns }) => `<th class="group" scope="colgroup" colspan="${columns}">${escapeMarkup(head)}</th>`,
  )
  const heads = columns.map(text => `<th scope="col"><button type="button">${escapeMarkup(text)}</button></th>`)
  const lines = [...(over.length > 0 ? [`<tr><td></td>${over.join('')}</tr>`] : []), `<tr>${heads.join('')}</tr>`]
  const bodies = rows.map(formatRow)
  return `<div class="wide"><table class="sortable">\n<thead>${lines.join('\n')}</thead>\n${bodies.join('\n')}\n</table></div>`
}

function formatRow({ cells, below }: SortableRow): string {
  const hidden = below === undefined ? '' : `\n<tr hidden><td colspan="${cells.length}">${below}</td></tr>`
  return `<tbody><tr>${cells.map(formatCell).join('')}</tr>${hidden}</tbody>`
}

function formatCell({ text, value, html = escapeMarkup(text) }: SortableCell): string {
  return `<td data-value="${escapeMarkup(String(value))}">${html}</td>`
}
