import { escapeMarkup } from '@dfpir/figures'
import type { ScoreTable } from './score-table.js'

/** The table as HTML, with the notes as a list below. */
export function formatHtmlTable({ header, rows, notes }: ScoreTable): string {
  const heads = header.map(text => `<th scope="col">${escapeMarkup(text)}</th>`)
  const lines = rows.map(([name, ...cells]) => {
    const rest = cells.map(text => `<td>${escapeMarkup(text)}</td>`)
    return `<tr><th scope="row">${escapeMarkup(name)}</th>${rest.join('')}</tr>`
  })
  const list = notes.map(note => `<li>${escapeMarkup(note)}</li>`)
  return [
    `<div class="wide"><table>\n<thead><tr>${heads.join('')}</tr></thead>`,
    `<tbody>\n${lines.join('\n')}\n</tbody>\n</table></div>`,
    ...(list.length > 0 ? [`<ul class="notes">\n${list.join('\n')}\n</ul>`] : []),
  ].join('\n')
}
